//! Our schemas held against the official provider's: every difference that a user of it could notice.

use serde_json::{Map, Value as Json};
use terraform_provider_infisical::framework::validate::check;
use terraform_provider_infisical::framework::{
    Attribute, Block, Diagnostics, NestedBlock, Nesting, OnChange, Path, Presence, Schema, Shape,
    Type, Value,
};

/// One way in which a type of ours is not the official one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// `infisical_secret`, `data.infisical_secrets`, `ephemeral.infisical_secret` or `provider`
    pub of: String,
    /// dotted path, empty for the type itself
    pub at: String,
    /// what differs
    pub what: What,
    /// in words
    pub detail: String,
}

/// The kinds of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// attribute or block is not there
    Missing,
    /// another type, nesting, or a block instead of an attribute
    Shape,
    /// another number of blocks
    Items,
    /// the configuration must set what it need not there
    BecameRequired,
    /// the configuration need not set what it must there
    BecameOptional,
    /// the configuration can no longer set it
    NotConfigurable,
    /// the provider may set what only the configuration sets there (null is no longer sure to stay null)
    AlsoComputed,
    /// the provider no longer sets it when the configuration does not
    NotComputed,
    /// no longer hidden
    NotSensitive,
    /// write-only on one side only
    WriteOnly,
    /// another default
    Default,
    /// a change makes a new object, or is refused; there it is an update
    Replaces,
    /// a value that is allowed there is refused
    RefusesValue,
    /// another schema version: state would need an upgrade
    Version,
}

/// What the official facts say of one type, against ours.
pub fn compare(of: &str, official: &Json, ours: &Schema) -> Vec<Difference> {
    let mut it = Comparison {
        of,
        found: Vec::new(),
    };
    let version = official["version"].as_i64().unwrap_or(0);
    if version != ours.version {
        it.note(
            "",
            What::Version,
            format!("version {} instead of {version}", ours.version),
        );
    }
    it.block(official, &ours.block, "");
    it.found
}

struct Comparison<'a> {
    of: &'a str,
    found: Vec<Difference>,
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}.{name}")
    }
}

fn flag(facts: &Json, name: &str) -> bool {
    facts[name].as_bool().unwrap_or(false)
}

fn members<'a>(facts: &'a Json, name: &str) -> impl Iterator<Item = (&'a String, &'a Json)> {
    static NONE: std::sync::LazyLock<Map<String, Json>> = std::sync::LazyLock::new(Map::new);
    facts[name].as_object().unwrap_or(&NONE).iter()
}

fn nesting(name: &str) -> Nesting {
    match name {
        "single" => Nesting::Single,
        "list" => Nesting::List,
        "set" => Nesting::Set,
        "map" => Nesting::Map,
        other => panic!("unknown nesting {other} in the facts"),
    }
}

impl Comparison<'_> {
    fn note(&mut self, at: &str, what: What, detail: impl Into<String>) {
        self.found.push(Difference {
            of: self.of.to_owned(),
            at: at.to_owned(),
            what,
            detail: detail.into(),
        });
    }

    fn block(&mut self, official: &Json, ours: &Block, prefix: &str) {
        self.members(official, &ours.attributes, prefix);
        for (name, facts) in members(official, "blocks") {
            let here = join(prefix, name);
            match ours.blocks.iter().find(|b| b.name == *name) {
                None => self.note(&here, What::Missing, "no such block"),
                Some(block) => self.nested_block(facts, block, &here),
            }
        }
        for block in &ours.blocks {
            if official["blocks"].get(&block.name).is_none() && block.min_items > 0 {
                let here = join(prefix, &block.name);
                self.note(&here, What::BecameRequired, "additional block is required");
            }
        }
    }

    fn nested_block(&mut self, facts: &Json, ours: &NestedBlock, here: &str) {
        if nesting(facts["nesting"].as_str().unwrap_or_default()) != ours.nesting {
            self.note(
                here,
                What::Shape,
                format!("{:?} instead of {}", ours.nesting, facts["nesting"]),
            );
        }
        let items = |name: &str| facts[name].as_i64().unwrap_or(0);
        if ours.min_items > items("min_items")
            || (ours.max_items > 0 && ours.nesting != Nesting::Single)
                && (items("max_items") == 0 || ours.max_items < items("max_items"))
        {
            let text = format!("{} to {} blocks", ours.min_items, ours.max_items);
            self.note(here, What::Items, text);
        }
        if ours.on_change != OnChange::Update {
            self.note(here, What::Replaces, format!("{:?}", ours.on_change));
        }
        self.block(facts, &ours.block, here);
    }

    fn members(&mut self, official: &Json, ours: &[Attribute], prefix: &str) {
        for (name, facts) in members(official, "attributes") {
            let here = join(prefix, name);
            match ours.iter().find(|a| a.name == *name) {
                None => self.note(&here, What::Missing, "no such attribute"),
                Some(attribute) => {
                    let twin = ours.iter().any(|a| a.name == format!("{name}_wo"));
                    self.attribute(facts, attribute, twin, &here);
                }
            }
        }
        for attribute in ours {
            if official["attributes"].get(&attribute.name).is_none()
                && attribute.presence == Presence::Required
            {
                let here = join(prefix, &attribute.name);
                self.note(&here, What::BecameRequired, "additional and required");
            }
        }
    }

    fn attribute(&mut self, facts: &Json, ours: &Attribute, twin: bool, here: &str) {
        self.shape(facts, ours, here);
        let (required, optional, computed) = (
            flag(facts, "required"),
            flag(facts, "optional"),
            flag(facts, "computed"),
        );
        // A default, or an empty value that may stand for null: what will be in state is known at plan time.
        let sure = ours.default.is_some() || ours.empty_is_null;
        match ours.presence {
            Presence::Required if !required => self.note(here, What::BecameRequired, ""),
            Presence::Optional | Presence::OptionalComputed if required && !twin => {
                self.note(here, What::BecameOptional, "");
            }
            Presence::Computed if required || optional => {
                self.note(here, What::NotConfigurable, "")
            }
            Presence::OptionalComputed if optional && !computed && !sure => {
                self.note(here, What::AlsoComputed, "");
            }
            Presence::Optional if computed => self.note(here, What::NotComputed, ""),
            _ => {}
        }
        if flag(facts, "sensitive") && !ours.sensitive {
            self.note(here, What::NotSensitive, "");
        }
        if flag(facts, "write_only") != ours.write_only {
            self.note(here, What::WriteOnly, "");
        }
        let default = ours.default.as_ref().map_or(Json::Null, Value::reveal);
        let mut wanted = facts["default"].clone();
        // Defaults of objects stand in the facts as JSON text.
        if let (Some(text), Shape::Nested(..)) = (wanted.as_str(), &ours.shape) {
            wanted = serde_json::from_str(&text.replace("<null>", "null")).unwrap();
        }
        if !same_json(&wanted, &default) {
            self.note(
                here,
                What::Default,
                format!("{default} instead of {wanted}"),
            );
        }
        if !flag(facts, "requires_replace")
            && (required || optional)
            && ours.on_change != OnChange::Update
        {
            self.note(here, What::Replaces, format!("{:?}", ours.on_change));
        }
        for value in allowed_values(facts, ours) {
            let mut diagnostics = Diagnostics::new();
            for validator in &ours.validators {
                check(validator, &value, &Path::root(), &mut diagnostics);
            }
            if diagnostics.has_errors() {
                let text = value
                    .reveal()
                    .to_string()
                    .chars()
                    .take(40)
                    .collect::<String>();
                self.note(here, What::RefusesValue, text);
            }
        }
    }

    fn shape(&mut self, facts: &Json, ours: &Attribute, here: &str) {
        if let Some(wanted) = facts["nested"].as_str() {
            match &ours.shape {
                Shape::Nested(found, inner, _) if *found == nesting(wanted) => {
                    self.members(facts, inner, here);
                }
                other => {
                    let found = match other {
                        Shape::Nested(nesting, ..) => format!("{nesting:?}"),
                        Shape::Plain(ty) => ty.to_json().to_string(),
                    };
                    self.note(here, What::Shape, format!("{found} instead of {wanted}"));
                }
            }
            return;
        }
        let Some(wanted) = Type::from_json(&facts["type"]) else {
            panic!("{}.{here}: no type in the facts", self.of);
        };
        let found = ours.value_type();
        if !holds(&wanted, &found, !ours.presence.configurable()) {
            let text = format!("{} instead of {}", found.to_json(), wanted.to_json());
            self.note(here, What::Shape, text);
        }
    }
}

/// Whether a value of our type can stand where the official type was; objects that only the provider makes may have more members.
fn holds(official: &Type, ours: &Type, more: bool) -> bool {
    match (official, ours) {
        (Type::List(a), Type::List(b))
        | (Type::Set(a), Type::Set(b))
        | (Type::Map(a), Type::Map(b)) => holds(a, b, more),
        (Type::Object(a), Type::Object(b)) => {
            (more || a.len() == b.len())
                && a.iter()
                    .all(|(name, ty)| b.get(name).is_some_and(|t| holds(ty, t, more)))
        }
        _ => official == ours,
    }
}

/// JSON of the same meaning: numbers by value, members that are null like absent ones.
fn same_json(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Object(a), Json::Object(b)) => a.keys().chain(b.keys()).all(|k| {
            same_json(
                a.get(k).unwrap_or(&Json::Null),
                b.get(k).unwrap_or(&Json::Null),
            )
        }),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_json(a, b))
        }
        _ => a == b,
    }
}

/// Values at the bounds of what the official provider allows.
fn allowed_values(facts: &Json, ours: &Attribute) -> Vec<Value> {
    let mut out = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    for list in ["one_of", "each_one_of"] {
        let all = facts[list].as_array().into_iter().flatten();
        texts.extend(all.filter_map(|v| v.as_str().map(str::to_owned)));
    }
    if facts["format"].is_null() {
        let bounds = facts["length"].as_array().into_iter().flatten();
        texts.extend(
            bounds
                .filter_map(Json::as_u64)
                .map(|n| "x".repeat(n as usize)),
        );
    }
    for text in texts {
        let text = Value::from(text);
        out.push(match ours.value_type() {
            Type::List(_) => Value::List(vec![text]),
            Type::Set(_) => Value::Set(vec![text]),
            _ => text,
        });
    }
    let bounds = facts["range"].as_array().into_iter().flatten();
    let bounds = bounds.chain([&facts["min"], &facts["max"]]);
    out.extend(bounds.filter_map(Json::as_i64).map(Value::int));
    out
}
