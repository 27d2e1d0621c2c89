//! The «Schema» part of a page: attributes and blocks by who sets them, nested ones in sections of their own.

use crate::framework::validate::{Format, Rule, Validator};
use crate::framework::{
    Attribute, Block, NestedBlock, Nesting, OnChange, Presence, Shape, Type, Value,
};

/// Members of one object, and the rules between them.
#[derive(Clone, Copy)]
struct Members<'a> {
    attributes: &'a [Attribute],
    blocks: &'a [NestedBlock],
    rules: &'a [Rule],
}

/// A nested object that gets a section of its own.
struct Nested<'a> {
    anchor: String,
    path: Vec<String>,
    members: Members<'a>,
    read_only: bool,
}

/// Rules by the dotted path of the object that they stand in.
type Scopes<'a> = Vec<(String, &'a [Rule])>;

/// Markdown of a schema.
pub fn markdown(block: &Block) -> String {
    let mut out = String::from("## Schema\n");
    let members = Members {
        attributes: &block.attributes,
        blocks: &block.blocks,
        rules: &block.rules,
    };
    let mut waiting = Vec::new();
    section(
        &mut out,
        &[],
        members,
        "###",
        false,
        &mut Vec::new(),
        &mut waiting,
    );
    let mut scopes: Scopes<'_> = vec![(String::new(), &block.rules)];
    nested(&mut out, waiting, &mut scopes);
    out
}

fn nested<'a>(out: &mut String, waiting: Vec<Nested<'a>>, scopes: &mut Scopes<'a>) {
    for one in waiting {
        out.push_str(&format!(
            "\n<a id=\"{}\"></a>\n### Nested Schema for `{}`\n",
            one.anchor,
            one.path.join(".")
        ));
        let mut deeper = Vec::new();
        section(
            out,
            &one.path,
            one.members,
            "####",
            one.read_only,
            scopes,
            &mut deeper,
        );
        scopes.push((one.path.join("."), one.members.rules));
        nested(out, deeper, scopes);
        scopes.pop();
    }
}

/// One object's members in groups; nested ones are handed on.
fn section<'a>(
    out: &mut String,
    path: &[String],
    members: Members<'a>,
    heading: &str,
    read_only: bool,
    outer: &mut Scopes<'a>,
    waiting: &mut Vec<Nested<'a>>,
) {
    outer.push((path.join("."), members.rules));
    let all: Vec<Member<'a>> = {
        let mut all: Vec<Member<'a>> = members
            .attributes
            .iter()
            .map(Member::Attribute)
            .chain(members.blocks.iter().map(Member::Block))
            .collect();
        all.sort_by(|a, b| a.name().cmp(b.name()));
        all
    };
    for (title, group) in [
        ("Required", Group::Required),
        ("Optional", Group::Optional),
        ("Read-Only", Group::ReadOnly),
    ] {
        let here: Vec<&Member<'a>> = all
            .iter()
            .filter(|m| {
                (if read_only {
                    Group::ReadOnly
                } else {
                    m.group()
                }) == group
            })
            .collect();
        if here.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{heading} {title}\n\n"));
        for member in here {
            out.push_str(&line(path, member, outer, waiting));
        }
    }
    let between: Vec<String> = members
        .rules
        .iter()
        .filter(|rule| !is_twin_rule(rule) && !tells_about_one(rule))
        .map(|rule| format!("- {}\n", rule.describe()))
        .collect();
    if !between.is_empty() && !read_only {
        out.push_str(&format!("\n{heading} Rules\n\n{}", between.concat()));
    }
    outer.pop();
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Required,
    Optional,
    ReadOnly,
}

enum Member<'a> {
    Attribute(&'a Attribute),
    Block(&'a NestedBlock),
}

impl Member<'_> {
    fn name(&self) -> &str {
        match self {
            Member::Attribute(a) => &a.name,
            Member::Block(b) => &b.name,
        }
    }

    fn group(&self) -> Group {
        match self {
            Member::Attribute(a) => match a.presence {
                Presence::Required => Group::Required,
                Presence::Optional | Presence::OptionalComputed => Group::Optional,
                Presence::Computed => Group::ReadOnly,
            },
            Member::Block(b) if b.min_items > 0 => Group::Required,
            Member::Block(_) => Group::Optional,
        }
    }
}

/// The list entry of one member.
fn line<'a>(
    path: &[String],
    member: &Member<'a>,
    scopes: &Scopes<'_>,
    waiting: &mut Vec<Nested<'a>>,
) -> String {
    let full: Vec<String> = path
        .iter()
        .cloned()
        .chain([member.name().to_owned()])
        .collect();
    let (mut marks, mut sentences) = (Vec::new(), Vec::new());
    match member {
        Member::Attribute(attribute) => {
            marks.push(kind(attribute));
            let stated = [
                (attribute.sensitive, "Sensitive"),
                (
                    attribute.write_only,
                    "[Write-only](../guides/secrets-without-state.md)",
                ),
                (attribute.deprecated.is_some(), "Deprecated"),
            ];
            marks.extend(stated.iter().filter(|s| s.0).map(|s| s.1.to_owned()));
            sentences.push(attribute.description.clone());
            if attribute.presence.configurable() {
                sentences.extend(demands(attribute));
                if !attribute.write_only {
                    sentences.extend(conditions(&full.join("."), scopes));
                }
                sentences.extend(default(attribute));
                sentences.extend(
                    on_change(attribute.on_change)
                        .filter(|_| !attribute.description.contains(" replaces ")),
                );
            }
            sentences.extend(
                attribute
                    .deprecated
                    .iter()
                    .map(|d| format!("**Deprecated:** {d}")),
            );
            if let Shape::Nested(_, attributes, rules) = &attribute.shape {
                let anchor = format!("nestedatt--{}", full.join("--"));
                sentences.push(format!("(see [below for nested schema](#{anchor}))"));
                waiting.push(Nested {
                    anchor,
                    path: full,
                    members: Members {
                        attributes,
                        blocks: &[],
                        rules,
                    },
                    read_only: attribute.presence == Presence::Computed,
                });
            }
        }
        Member::Block(nested) => {
            marks.push(match nested.nesting {
                Nesting::Single => "Block".to_owned(),
                Nesting::List => "Block List".to_owned(),
                Nesting::Set => "Block Set".to_owned(),
                Nesting::Map => "Block Map".to_owned(),
            });
            if nested.min_items > 0 {
                marks.push(format!("Min: {}", nested.min_items));
            }
            if nested.max_items > 0 {
                marks.push(format!("Max: {}", nested.max_items));
            }
            sentences.push(nested.block.description.clone());
            sentences.extend(conditions(&full.join("."), scopes));
            sentences.extend(on_change(nested.on_change));
            sentences.extend(
                nested
                    .block
                    .deprecated
                    .iter()
                    .map(|d| format!("**Deprecated:** {d}")),
            );
            let anchor = format!("nestedblock--{}", full.join("--"));
            sentences.push(format!("(see [below for nested schema](#{anchor}))"));
            waiting.push(Nested {
                anchor,
                path: full,
                members: Members {
                    attributes: &nested.block.attributes,
                    blocks: &nested.block.blocks,
                    rules: &nested.block.rules,
                },
                read_only: false,
            });
        }
    }
    sentences.retain(|s| !s.is_empty());
    format!(
        "- `{}` ({}) {}\n",
        member.name(),
        marks.join(", "),
        sentences.join(" ").replace('\n', "\n  ")
    )
}

fn kind(attribute: &Attribute) -> String {
    match &attribute.shape {
        Shape::Plain(ty) => type_name(ty),
        Shape::Nested(Nesting::Single, ..) => "Attributes".to_owned(),
        Shape::Nested(Nesting::List, ..) => "Attributes List".to_owned(),
        Shape::Nested(Nesting::Set, ..) => "Attributes Set".to_owned(),
        Shape::Nested(Nesting::Map, ..) => "Attributes Map".to_owned(),
    }
}

/// A type as the registry writes it.
pub fn type_name(ty: &Type) -> String {
    match ty {
        Type::Bool => "Boolean".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::String => "String".to_owned(),
        Type::Dynamic => "Dynamic".to_owned(),
        Type::List(inner) => format!("List of {}", type_name(inner)),
        Type::Set(inner) => format!("Set of {}", type_name(inner)),
        Type::Map(inner) => format!("Map of {}", type_name(inner)),
        Type::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, ty)| format!("`{name}` {}", type_name(ty)))
                .collect();
            format!("Object with {}", members.join(", "))
        }
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(type_name).collect();
            format!("Tuple of {}", items.join(", "))
        }
    }
}

/// What its validators demand, without what the description says already. That a number is whole goes without saying, and
/// so does the shape of a write-only twin.
fn demands(attribute: &Attribute) -> Vec<String> {
    let described = &attribute.description;
    let said = described.to_lowercase();
    attribute
        .validators
        .iter()
        .filter(|v| **v != Validator::Integer && !attribute.write_only)
        .filter(|v| !told(v, described))
        .map(|v| {
            let sentence = v.describe();
            // One example is enough, and everybody knows what a UUID looks like.
            let exemplified = said.contains("such as") || *v == Validator::Format(Format::Uuid);
            match sentence.split_once(", such as") {
                Some((demand, _)) if exemplified => format!("{demand}."),
                _ => sentence,
            }
        })
        .filter(|sentence| !said.contains(sentence.trim_end_matches('.').to_lowercase().as_str()))
        .collect()
}

/// Whether the description tells what the validator demands.
fn told(validator: &Validator, description: &str) -> bool {
    let named = |text: &str| {
        description
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| word == text)
    };
    match validator {
        Validator::OneOf(values) => values
            .iter()
            .all(|v| description.contains(&format!("`{v}`"))),
        Validator::Length(min, max) if *max < u64::MAX => {
            named(&max.to_string()) && (*min <= 1 || named(&min.to_string()))
        }
        Validator::Range(Some(min), Some(max)) => {
            named(&min.to_string()) && named(&max.to_string())
        }
        Validator::Format(Format::Slug) => description.contains("ower-case letters"),
        Validator::Format(Format::Pem) => named("PEM"),
        Validator::Format(Format::Timestamp) => description.contains("RFC 3339"),
        Validator::Format(Format::Url | Format::HttpsUrl) => description.contains("https://"),
        Validator::Each(inner) => told(inner, description),
        _ => false,
    }
}

/// Rules that are about whether this one attribute may or must be set.
fn conditions(path: &str, scopes: &Scopes<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (at, rules) in scopes {
        let local = match path.strip_prefix(at.as_str()) {
            Some(rest) if at.is_empty() => rest,
            Some(rest) if rest.starts_with('.') => &rest[1..],
            _ => continue,
        };
        let is_this = |names: &str| names.split('|').any(|n| n == local);
        for rule in *rules {
            let sentence = match rule {
                Rule::RequiredWhen { attribute, .. }
                    if attribute.split('|').next() == Some(local) =>
                {
                    rule.describe()
                }
                // Who must be set then may be set then.
                Rule::OnlyWhen {
                    attribute,
                    discriminator,
                    values,
                } if attribute == local => {
                    let required = rules.iter().any(|r| matches!(r, Rule::RequiredWhen { attribute: a, discriminator: d, values: v } if is_this(a) && d == discriminator && v == values));
                    if required && !out.is_empty() {
                        "Not allowed otherwise.".to_owned()
                    } else {
                        rule.describe()
                    }
                }
                Rule::ValueWhen { attribute, .. } if attribute == local => rule.describe(),
                Rule::ExactlyOneOf(names)
                    if is_twin_rule(rule) && names.first().map(String::as_str) == Some(local) =>
                {
                    rule.describe()
                }
                Rule::Requires(first, _) if first == local && !is_twin_rule(rule) => {
                    rule.describe()
                }
                _ => continue,
            };
            // Names are told as seen from where the attribute stands.
            out.push(match local.rsplit_once('.') {
                Some((parents, _)) => sentence.replace(&format!("`{parents}."), "`"),
                None => sentence,
            });
        }
    }
    out
}

/// Rules that are told beside the attribute that they are about.
fn tells_about_one(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::RequiredWhen { .. }
            | Rule::OnlyWhen { .. }
            | Rule::ValueWhen { .. }
            | Rule::Requires(..)
    )
}

/// Rules between an attribute and its write-only twin, which the twin's description tells.
fn is_twin_rule(rule: &Rule) -> bool {
    let pair = |a: &str, b: &str| b.strip_prefix(a) == Some("_wo");
    match rule {
        Rule::Conflicts(names) | Rule::ExactlyOneOf(names) => {
            matches!(names.as_slice(), [a, b] if pair(a, b))
        }
        Rule::Requires(first, second) => {
            first.strip_prefix(second.as_str()) == Some("_version")
                || second.strip_prefix(first.as_str()) == Some("_version")
        }
        _ => false,
    }
}

fn default(attribute: &Attribute) -> Option<String> {
    let value = attribute.default.as_ref()?;
    if attribute.description.contains("efault") {
        return None;
    }
    Some(format!("Default: `{}`.", literal(value)?))
}

/// A value as configurations write it.
pub fn literal(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null | Value::Unknown => return None,
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => n.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::List(items) | Value::Set(items) => {
            let items: Option<Vec<String>> = items.iter().map(literal).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Map(members) | Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .filter_map(|(name, value)| Some(format!("{name} = {}", literal(value)?)))
                .collect();
            format!("{{ {} }}", members.join(", ")).replace("{  }", "{}")
        }
    })
}

fn on_change(on_change: OnChange) -> Option<String> {
    let sentence = match on_change {
        OnChange::Update => return None,
        OnChange::Replace => "A change replaces the resource.",
        OnChange::Refuse => "It cannot be changed: a plan that does is refused.",
        OnChange::ReplaceWhenRemoved => "Removing it replaces the resource.",
    };
    Some(sentence.to_owned())
}
