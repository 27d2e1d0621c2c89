//! Valid configurations out of a schema: minimal, full, one for each variant of its rules, and single changes.

use std::collections::BTreeMap;

use terraform_provider_infisical::framework::validate::{Format, Rule, Validator, validate};
use terraform_provider_infisical::framework::{
    Attribute, Block, Diagnostics, Nesting, Number, Path, Presence, Schema, Shape, Step, Type,
    Value,
};

/// Values that a schema cannot tell: ids of existing objects, special texts. `None`: make one up.
pub trait Known {
    /// A fixed value for the attribute at the dotted path of the resource type.
    fn value(&self, path: &str) -> Option<Value>;
    /// The attribute is left out of generated configurations.
    fn skip(&self, path: &str) -> bool;
    /// What the resource's own checks say, beyond the schema.
    fn check(&self, config: &Value) -> Diagnostics;
}

/// What a configuration sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// only what must be
    Minimal,
    /// everything that may be
    Full,
    /// everything, secrets through their write-only twins
    WriteOnly,
}

/// Makes configurations of one schema.
pub struct Generator<'a> {
    pub schema: &'a Schema,
    pub known: &'a dyn Known,
    pub fill: Fill,
    /// fixed choice of deciding attributes
    pub choices: BTreeMap<String, String>,
    /// makes names different
    pub salt: u32,
}

/// Attributes that decide over others, with their possible values: each combination of one attribute's values is a variant.
pub fn discriminators(schema: &Schema) -> Vec<(String, Vec<String>)> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    collect(
        &schema.block.rules,
        &schema.block.attributes,
        &schema.block,
        "",
        &mut out,
    );
    out.into_iter().collect()
}

fn collect(
    rules: &[Rule],
    attributes: &[Attribute],
    root: &Block,
    prefix: &str,
    out: &mut BTreeMap<String, Vec<String>>,
) {
    for rule in rules {
        let (Rule::RequiredWhen {
            discriminator,
            values,
            ..
        }
        | Rule::OnlyWhen {
            discriminator,
            values,
            ..
        }
        | Rule::ValueWhen {
            discriminator,
            values,
            ..
        }) = rule
        else {
            continue;
        };
        let path = join(prefix, discriminator);
        let allowed = find(&root.attributes, &path)
            .map(|a| {
                a.validators
                    .iter()
                    .find_map(|v| {
                        if let Validator::OneOf(all) = v {
                            Some(all.clone())
                        } else {
                            None
                        }
                    })
                    .unwrap_or_default()
            })
            .unwrap_or_default();
        let entry = out.entry(path).or_default();
        for value in if allowed.is_empty() { values } else { &allowed } {
            if !entry.contains(value) {
                entry.push(value.clone());
            }
        }
    }
    for attribute in attributes {
        if let Shape::Nested(Nesting::Single, inner, rules) = &attribute.shape {
            collect(rules, inner, root, &join(prefix, &attribute.name), out);
        }
    }
    if prefix.is_empty() {
        for block in root.blocks.iter().filter(|b| b.nesting == Nesting::Single) {
            for rule in &block.block.rules {
                if let Rule::RequiredWhen {
                    discriminator,
                    values,
                    ..
                }
                | Rule::OnlyWhen {
                    discriminator,
                    values,
                    ..
                } = rule
                {
                    out.entry(join(&block.name, discriminator))
                        .or_insert_with(|| values.clone());
                }
            }
        }
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}.{name}")
    }
}

/// An attribute, its allowed values, and the attribute and values that decide so; all paths from the root.
type ValueRule = (String, Vec<String>, String, Vec<String>);

fn value_rules(rules: &[Rule], attributes: &[Attribute], prefix: &str, out: &mut Vec<ValueRule>) {
    for rule in rules {
        if let Rule::ValueWhen {
            attribute,
            allowed,
            discriminator,
            values,
        } = rule
        {
            out.push((
                join(prefix, attribute),
                allowed.clone(),
                join(prefix, discriminator),
                values.clone(),
            ));
        }
    }
    for attribute in attributes {
        if let Shape::Nested(Nesting::Single, inner, rules) = &attribute.shape {
            value_rules(rules, inner, &join(prefix, &attribute.name), out);
        }
    }
}

/// The attribute at a dotted path.
pub fn find<'a>(attributes: &'a [Attribute], path: &str) -> Option<&'a Attribute> {
    let (head, rest) = path
        .split_once('.')
        .map_or((path, None), |(h, r)| (h, Some(r)));
    let attribute = attributes.iter().find(|a| a.name == head)?;
    match (rest, &attribute.shape) {
        (None, _) => Some(attribute),
        (Some(rest), Shape::Nested(_, inner, _)) => find(inner, rest),
        _ => None,
    }
}

impl Generator<'_> {
    /// A configuration that the schema accepts; the errors that remain when none was found.
    pub fn config(&self) -> Result<Value, String> {
        let mut config = self.block(&self.schema.block, "");
        for _ in 0..40 {
            self.obey(&mut config);
            let mut problems = validate(self.schema, &config);
            problems.extend(self.known.check(&config));
            let Some(first) = problems
                .0
                .iter()
                .find(|d| d.severity == terraform_provider_infisical::framework::Severity::Error)
            else {
                return Ok(config);
            };
            let Some(path) = first.path.clone() else {
                return Err(format!("{}: {}", first.summary, first.detail));
            };
            if !self.repair(&mut config, &path) {
                return Err(format!("{path}: {}: {}", first.summary, first.detail));
            }
        }
        let left: Vec<String> = validate(self.schema, &config)
            .0
            .into_iter()
            .map(|d| {
                format!(
                    "{}: {}",
                    d.path.map(|p| p.to_string()).unwrap_or_default(),
                    d.detail
                )
            })
            .collect();
        Err(format!("no valid configuration found: {}", left.join("; ")))
    }

    /// The attribute to set where the object at the path must have one of several: the last of them in minimal configurations,
    /// the first in others, so that both are driven.
    fn one_of(&self, dotted: &str, object: &Value) -> Option<Attribute> {
        let (attributes, rules) = if dotted.is_empty() {
            (&self.schema.block.attributes, &self.schema.block.rules)
        } else {
            match &find(&self.schema.block.attributes, dotted)?.shape {
                Shape::Nested(_, inner, rules) => (inner, rules),
                Shape::Plain(_) => return None,
            }
        };
        let usable = |name: &&String| {
            find(attributes, name).is_some_and(|a| !a.write_only)
                && !self.known.skip(&join(dotted, name))
        };
        rules.iter().find_map(|rule| {
            let (Rule::ExactlyOneOf(names) | Rule::AtLeastOneOf(names)) = rule else {
                return None;
            };
            let all: Vec<&String> = names.iter().filter(usable).collect();
            let name = if self.fill == Fill::Minimal {
                all.last()
            } else {
                all.first()
            };
            name.filter(|_| names.iter().all(|n| object.at(n).is_null()))
                .and_then(|name| find(attributes, name).cloned())
        })
    }

    /// Gives attributes whose values depend on another one a value that fits.
    fn obey(&self, config: &mut Value) {
        let attributes = &self.schema.block.attributes;
        let mut rules = Vec::new();
        value_rules(&self.schema.block.rules, attributes, "", &mut rules);
        for (attribute, allowed, discriminator, values) in rules {
            let text = |path: &str| {
                let set = Some(config.at(path)).filter(|v| !v.is_null());
                match set.or_else(|| find(attributes, path)?.default.as_ref())? {
                    Value::Bool(b) => Some(b.to_string()),
                    other => other.as_str().map(str::to_owned),
                }
            };
            let decided = text(&discriminator).is_some_and(|v| values.contains(&v));
            if !decided || text(&attribute).is_none_or(|v| allowed.contains(&v)) {
                continue;
            }
            let fits = &allowed[self.salt as usize % allowed.len()];
            let boolean =
                find(attributes, &attribute).is_some_and(|a| a.value_type() == Type::Bool);
            let steps = Path::dotted(&attribute).0;
            if let Some(place) = place(config, &steps) {
                *place = if boolean {
                    Value::Bool(fits == "true")
                } else {
                    Value::string(fits)
                };
            }
        }
    }

    /// Sets what is missing at the path, or removes what must not be there.
    fn repair(&self, config: &mut Value, path: &Path) -> bool {
        let dotted: Vec<String> = path
            .0
            .iter()
            .filter_map(|s| {
                if let Step::Attribute(n) = s {
                    Some(n.clone())
                } else {
                    None
                }
            })
            .collect();
        let dotted = dotted.join(".");
        let Some(place) = place(config, &path.0) else {
            return false;
        };
        let one_of = self.one_of(&dotted, place);
        if let (Value::Object(members), Some(attribute)) = (&mut *place, one_of) {
            // None of several attributes is set: one of them is.
            let value = self.attribute(&attribute, &join(&dotted, &attribute.name), true);
            members.insert(attribute.name.clone(), value);
            return true;
        }
        if let (Some(Step::Attribute(name)), false) = (path.0.last(), place.is_null()) {
            // A write-only value goes with its version.
            if name.ends_with("_wo") {
                *place = Value::Null;
                let mut version = path.0.clone();
                version.pop();
                version.push(Step::Attribute(format!("{name}_version")));
                if let Some(version) = crate::generate::place(config, &version) {
                    *version = Value::Null;
                }
                return true;
            }
        }
        if place.is_null() {
            let Some(attribute) = find(&self.schema.block.attributes, &dotted)
                .cloned()
                .or_else(|| find_in_blocks(&self.schema.block, &dotted))
            else {
                return false;
            };
            *place = self.attribute(&attribute, &dotted, true);
            !place.is_null()
        } else {
            *place = Value::Null;
            true
        }
    }

    fn block(&self, block: &Block, prefix: &str) -> Value {
        let mut members = self.members(&block.attributes, prefix);
        for nested in &block.blocks {
            let here = join(prefix, &nested.name);
            let wanted = nested.min_items > 0 || self.fill != Fill::Minimal;
            let value = match (self.known.value(&here), nested.nesting) {
                (Some(value), _) => value,
                (None, Nesting::Single) if wanted && !self.known.skip(&here) => {
                    self.block(&nested.block, &here)
                }
                (None, Nesting::Single) => Value::Null,
                (None, nesting) => {
                    let items = if wanted && !self.known.skip(&here) {
                        vec![self.block(&nested.block, &here)]
                    } else {
                        Vec::new()
                    };
                    if nesting == Nesting::Set {
                        Value::Set(items)
                    } else {
                        Value::List(items)
                    }
                }
            };
            members.insert(nested.name.clone(), value);
        }
        Value::Object(members)
    }

    fn members(&self, attributes: &[Attribute], prefix: &str) -> BTreeMap<String, Value> {
        let twin = |name: &str| attributes.iter().any(|a| a.name == format!("{name}_wo"));
        attributes
            .iter()
            .map(|a| {
                let here = join(prefix, &a.name);
                let write_only = self.fill == Fill::WriteOnly;
                let value = if a.name.strip_suffix("_wo_version").is_some_and(twin) {
                    if write_only {
                        Value::int(1)
                    } else {
                        Value::Null
                    }
                } else if a.write_only {
                    if write_only {
                        self.attribute(a, &here, true)
                    } else {
                        Value::Null
                    }
                } else if write_only && twin(&a.name) {
                    Value::Null
                } else {
                    self.attribute(a, &here, false)
                };
                (a.name.clone(), value)
            })
            .collect()
    }

    fn attribute(&self, attribute: &Attribute, path: &str, must: bool) -> Value {
        if attribute.presence == Presence::Computed || (self.known.skip(path) && !must) {
            return Value::Null;
        }
        if let Some(choice) = self.choices.get(path) {
            return match attribute.value_type() {
                Type::Bool => Value::Bool(choice == "true"),
                Type::Number => Number::parse(choice).map_or(Value::Null, Value::Number),
                _ => Value::string(choice),
            };
        }
        let wanted = must
            || attribute.presence == Presence::Required
            || (self.fill != Fill::Minimal && attribute.deprecated.is_none())
            || self
                .choices
                .keys()
                .any(|c| c.starts_with(&format!("{path}.")));
        if !wanted {
            return Value::Null;
        }
        if let Some(value) = self.known.value(path) {
            return value;
        }
        self.made_up(attribute, path, self.salt)
    }

    /// A value of the attribute; another salt gives another value where the checks leave room.
    pub fn made_up(&self, attribute: &Attribute, path: &str, salt: u32) -> Value {
        match &attribute.shape {
            Shape::Plain(ty) => plain(ty, &attribute.name, &attribute.validators, salt),
            Shape::Nested(nesting, inner, _) => {
                let one = || Value::Object(self.members(inner, path));
                let size = attribute
                    .validators
                    .iter()
                    .find_map(|v| {
                        if let Validator::Size(min, _) = v {
                            Some(*min)
                        } else {
                            None
                        }
                    })
                    .unwrap_or(1)
                    .max(1);
                match nesting {
                    Nesting::Single => one(),
                    Nesting::Map => Value::Map(BTreeMap::from([(format!("key{salt}"), one())])),
                    Nesting::List => Value::List((0..size).map(|_| one()).collect()),
                    Nesting::Set => Value::Set(vec![one()]),
                }
            }
        }
    }
}

fn find_in_blocks(block: &Block, dotted: &str) -> Option<Attribute> {
    let (head, rest) = dotted.split_once('.')?;
    let nested = block.blocks.iter().find(|b| b.name == head)?;
    find(&nested.block.attributes, rest)
        .cloned()
        .or_else(|| find_in_blocks(&nested.block, rest))
}

/// The place at a path.
pub fn place<'a>(value: &'a mut Value, steps: &[Step]) -> Option<&'a mut Value> {
    let Some((first, rest)) = steps.split_first() else {
        return Some(value);
    };
    let next = match (first, value) {
        (Step::Attribute(name), Value::Object(members)) => {
            members.entry(name.clone()).or_insert(Value::Null)
        }
        (Step::Index(i), Value::List(items)) => items.get_mut(usize::try_from(*i).ok()?)?,
        (Step::Key(key), Value::Map(members)) => members.get_mut(key)?,
        _ => return None,
    };
    place(next, rest)
}

/// A plain value that passes the checks.
pub fn plain(ty: &Type, name: &str, validators: &[Validator], salt: u32) -> Value {
    let size = validators
        .iter()
        .find_map(|v| {
            if let Validator::Size(min, _) = v {
                Some(*min)
            } else {
                None
            }
        })
        .unwrap_or(1)
        .max(1) as u32;
    let inner: Vec<Validator> = validators
        .iter()
        .filter_map(|v| {
            if let Validator::Each(each) = v {
                Some((**each).clone())
            } else {
                None
            }
        })
        .collect();
    match ty {
        Type::Bool => Value::Bool(salt % 2 == 1),
        Type::Number => number(validators, salt),
        Type::String | Type::Dynamic => Value::String(text(name, validators, salt)),
        Type::List(t) => Value::List(
            (0..size)
                .map(|i| plain(t, name, &inner, salt + i))
                .collect(),
        ),
        Type::Set(t) => Value::Set(
            (0..size)
                .map(|i| plain(t, name, &inner, salt + i))
                .collect(),
        ),
        Type::Map(t) => {
            let keys: Vec<Validator> = validators
                .iter()
                .filter_map(|v| {
                    if let Validator::EachKey(each) = v {
                        Some((**each).clone())
                    } else {
                        None
                    }
                })
                .collect();
            Value::Map(BTreeMap::from([(
                text("key", &keys, salt),
                plain(t, name, &inner, salt),
            )]))
        }
        Type::Object(members) => Value::Object(
            members
                .iter()
                .map(|(k, t)| (k.clone(), plain(t, k, &[], salt)))
                .collect(),
        ),
        Type::Tuple(items) => {
            Value::List(items.iter().map(|t| plain(t, name, &[], salt)).collect())
        }
    }
}

/// Salts of one resource type; the next type goes on from there.
pub const SALTS: u32 = 2000;

fn number(validators: &[Validator], salt: u32) -> Value {
    // Numbers need to differ within a type only, and small ones fit more rules.
    let salt = salt % SALTS;
    for validator in validators {
        match validator {
            Validator::OneOfNumbers(all) if !all.is_empty() => {
                return Value::int(all[salt as usize % all.len()]);
            }
            Validator::Range(min, max) => {
                let low = min.as_ref().and_then(Number::as_i64).unwrap_or(0);
                let high = max.as_ref().and_then(Number::as_i64).unwrap_or(low + 1000);
                return Value::int(low + i64::from(salt) % (high - low + 1));
            }
            _ => {}
        }
    }
    Value::int(i64::from(salt) + 1)
}

fn text(name: &str, validators: &[Validator], salt: u32) -> String {
    let (mut min, mut max) = (0, 255);
    for validator in validators {
        match validator {
            Validator::OneOf(all) if !all.is_empty() => {
                return all[salt as usize % all.len()].clone();
            }
            Validator::Length(low, high) => (min, max) = (min.max(*low), max.min(*high)),
            _ => {}
        }
    }
    let base = fit(
        format!("{}-{salt}", name.replace('_', "-")),
        min as usize,
        max as usize,
    );
    for validator in validators {
        match validator {
            // The name itself where it fits: different attributes then have different values.
            Validator::Pattern(regex, _)
                if regex::Regex::new(regex).is_ok_and(|r| r.is_match(&base)) => {}
            Validator::Pattern(regex, _) => {
                return by_pattern(regex, salt, min as usize, max as usize);
            }
            Validator::Format(format) => return by_format(*format, name, salt, max as usize),
            _ => {}
        }
    }
    base
}

fn fit(mut text: String, min: usize, max: usize) -> String {
    while text.len() < min {
        text.push('x');
    }
    if text.len() > max {
        text = text[text.len() - max..].trim_start_matches('-').to_owned();
    }
    text
}

fn by_format(format: Format, name: &str, salt: u32, max: usize) -> String {
    match format {
        Format::Slug => fit(format!("{}-{salt}", name.replace('_', "-")), 1, max),
        Format::Url | Format::HttpsUrl => format!("https://host{salt}.example.com"),
        Format::Json => format!("{{\"key\":\"value{salt}\"}}"),
        Format::Toml => format!("title = \"t{salt}\"\n"),
        Format::Cron => format!("{} 3 * * *", salt % 60),
        Format::Ip => format!("10.1.{}.{}", salt / 250 % 250, salt % 250),
        Format::Cidr => format!("10.1.{}.0/24", salt % 250),
        Format::Duration => format!("{}m", salt % 50 + 5),
        Format::Pem => crate::fixtures::certificate(salt),
        Format::Email => format!("user{salt}@example.com"),
        // Each attribute has its own, so that a secret one is never found in another's place.
        Format::Uuid => {
            let own = name
                .bytes()
                .fold(7_u32, |all, b| all.wrapping_mul(31).wrapping_add(b.into()));
            format!("{own:08x}-0000-4000-8000-{salt:012}")
        }
        Format::Timestamp => format!("2030-01-{:02}T00:00:00Z", salt % 27 + 1),
        #[allow(unreachable_patterns)]
        _ => format!("{name}-{salt}"),
    }
}

/// A text of the regular expression, of the wanted length, made with proptest's own generator from a fixed seed.
fn by_pattern(regex: &str, salt: u32, min: usize, max: usize) -> String {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let matcher = regex::Regex::new(regex).unwrap_or_else(|e| panic!("{regex}: {e}"));
    for simple in [
        format!("value{salt}"),
        format!("Value{salt}"),
        format!("VALUE_{salt}"),
        format!("https://host{salt}.example.com"),
        format!("{salt}"),
        format!("{salt}.5"),
        format!("v{salt}@example.com"),
    ] {
        if matcher.is_match(&simple) && (min..=max).contains(&simple.len()) {
            return simple;
        }
    }
    let strategy =
        proptest::string::string_regex(regex.trim_start_matches('^').trim_end_matches('$'))
            .unwrap_or_else(|e| panic!("{regex}: {e}"));
    let mut seed = [7_u8; 32];
    seed[..4].copy_from_slice(&(salt % SALTS).to_le_bytes());
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::from_seed(RngAlgorithm::ChaCha, &seed),
    );
    for _ in 0..2000 {
        let text = strategy
            .new_tree(&mut runner)
            .map(|t| t.current())
            .unwrap_or_default();
        if (min.max(1)..=max).contains(&text.chars().count())
            && matcher.is_match(&text)
            && text.trim() == text
            && text.is_ascii()
        {
            return text;
        }
    }
    // The configuration is then refused, and the type is told with the pattern that needs a row in `fixtures.rs`.
    format!("no text found for {regex}")
}
