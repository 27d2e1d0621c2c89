//! Rules between members of one object: which go together, which exclude each other, which decide about others.

use super::place::Place;
use super::values::is_blank;
use super::{Rule, enumerate, sentence};
use crate::framework::diagnostic::Diagnostics;
use crate::framework::schema::{Attribute, NestedBlock, Shape};
use crate::framework::value::Value;

const CONFLICT: &str = "Conflicting attributes";
const MISSING: &str = "Missing attribute";
const INVALID: &str = "Invalid value";

/// What an object may have in it.
#[derive(Clone, Copy)]
pub(super) struct Members<'a> {
    pub attributes: &'a [Attribute],
    pub blocks: &'a [NestedBlock],
}

/// What a dotted name means in a schema.
pub(super) enum Named<'a> {
    Attribute(&'a Attribute),
    Block,
}

impl<'a> Members<'a> {
    /// The attribute or block that a dotted name leads to.
    pub fn find(self, dotted: &str) -> Option<Named<'a>> {
        let (name, rest) = match dotted.split_once('.') {
            Some((name, rest)) => (name, Some(rest)),
            None => (dotted, None),
        };
        if let Some(attribute) = self.attributes.iter().find(|a| a.name == name) {
            return match (rest, &attribute.shape) {
                (None, _) => Some(Named::Attribute(attribute)),
                (Some(rest), Shape::Nested(_, attributes, _)) => Members {
                    attributes,
                    blocks: &[],
                }
                .find(rest),
                (Some(_), Shape::Plain(_)) => None,
            };
        }
        let nested = self.blocks.iter().find(|b| b.name == name)?;
        match rest {
            None => Some(Named::Block),
            Some(rest) => Members {
                attributes: &nested.block.attributes,
                blocks: &nested.block.blocks,
            }
            .find(rest),
        }
    }

    fn attribute(self, dotted: &str) -> Option<&'a Attribute> {
        match self.find(dotted) {
            Some(Named::Attribute(attribute)) => Some(attribute),
            _ => None,
        }
    }

    fn has_default(self, dotted: &str) -> bool {
        self.attribute(dotted).is_some_and(|a| a.default.is_some())
    }
}

/// Whether something is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Set,
    Unset,
    Unknown,
}

fn state(value: &Value, named: Option<Named<'_>>) -> State {
    match (value, named) {
        (Value::Unknown, _) => State::Unknown,
        (Value::Null, _) => State::Unset,
        // No blocks are an empty list.
        (Value::List(items) | Value::Set(items), Some(Named::Block)) if items.is_empty() => {
            State::Unset
        }
        (_, Some(Named::Attribute(attribute))) if is_blank(attribute, value) => State::Unset,
        _ => State::Set,
    }
}

/// What an attribute decides by.
enum Decision {
    Is(String),
    Unset,
    /// not known yet, or left to the server
    Open,
}

/// One object under a rule.
struct Scope<'a> {
    members: Members<'a>,
    object: &'a Value,
    place: &'a Place,
}

impl<'a> Scope<'a> {
    /// All objects in which the last part of a dotted name is a member, in every element of the lists and sets on the way,
    /// and that last part.
    fn parents<'n>(&self, dotted: &'n str) -> (Vec<(Place, &'a Value)>, &'n str) {
        let (parent, name) = dotted.rsplit_once('.').unwrap_or(("", dotted));
        let mut found = vec![(self.place.clone(), self.object)];
        for name in parent.split('.').filter(|name| !name.is_empty()) {
            found = found
                .into_iter()
                .flat_map(|(place, value)| place.member(name).elements(value.get(name)))
                .collect();
        }
        (found, name)
    }

    /// All values that a dotted name leads to. A member of what is null or unknown is null or unknown too.
    fn leaves(&self, dotted: &str) -> Vec<(Place, &'a Value)> {
        let (parents, name) = self.parents(dotted);
        parents
            .into_iter()
            .map(|(place, value)| (place.member(name), value.get(name)))
            .collect()
    }

    /// Whether any of `a|b` is set, and where.
    fn state(&self, names: &str) -> (State, Place) {
        let mut unknown = None;
        let mut first = None;
        for name in names.split('|') {
            for (place, value) in self.leaves(name) {
                match state(value, self.members.find(name)) {
                    State::Set => return (State::Set, place),
                    State::Unknown => unknown = Some(place),
                    State::Unset => first = first.or(Some(place)),
                }
            }
        }
        match unknown {
            Some(place) => (State::Unknown, place),
            None => (State::Unset, first.unwrap_or_else(|| self.place.clone())),
        }
    }

    fn decision(&self, dotted: &str) -> Decision {
        let leaves = self.leaves(dotted);
        let [(_, value)] = leaves.as_slice() else {
            // One answer is needed: an empty list has none, several elements may differ.
            return if leaves.is_empty() {
                Decision::Unset
            } else {
                Decision::Open
            };
        };
        if value.is_null() {
            let given = self
                .parents(dotted)
                .0
                .iter()
                .any(|(_, parent)| !parent.is_null());
            return match self.members.attribute(dotted) {
                Some(a) if given && a.default.is_some() => {
                    a.default.as_ref().map_or(Decision::Unset, known)
                }
                Some(a) if given && a.presence.computed() && !a.empty_is_null => Decision::Open,
                _ => Decision::Unset,
            };
        }
        known(value)
    }

    fn secret(&self, dotted: &str) -> bool {
        self.place.secret
            || self
                .members
                .attribute(dotted)
                .is_some_and(|a| a.sensitive || a.write_only)
    }

    /// «`scope` is "host"», or no more than allowed.
    fn told(&self, discriminator: &str, decision: &Decision) -> String {
        match decision {
            Decision::Is(value) if !self.secret(discriminator) => {
                format!("`{discriminator}` is {value:?}")
            }
            Decision::Is(_) => format!("`{discriminator}` is another value"),
            Decision::Unset | Decision::Open => format!("`{discriminator}` is not set"),
        }
    }
}

fn known(value: &Value) -> Decision {
    match value {
        Value::String(text) => Decision::Is(text.clone()),
        Value::Bool(b) => Decision::Is(b.to_string()),
        Value::Number(n) => Decision::Is(n.to_string()),
        Value::Null => Decision::Unset,
        _ => Decision::Open,
    }
}

/// `a|b` as `` `a` or `b` ``.
fn alternatives(names: &str) -> String {
    enumerate(&names.split('|').collect::<Vec<_>>(), "or")
}

fn when(discriminator: &str, values: &[String]) -> String {
    format!("`{discriminator}` is {}", enumerate(values, "or"))
}

impl Rule {
    /// The names that the rule is about, alternatives taken apart.
    pub(super) fn names(&self) -> Vec<&str> {
        let names: Vec<&String> = match self {
            Rule::Conflicts(names)
            | Rule::ExactlyOneOf(names)
            | Rule::AtLeastOneOf(names)
            | Rule::Together(names) => names.iter().collect(),
            Rule::Requires(first, second) => vec![first, second],
            Rule::RequiredWhen {
                attribute,
                discriminator,
                ..
            }
            | Rule::OnlyWhen {
                attribute,
                discriminator,
                ..
            }
            | Rule::ValueWhen {
                attribute,
                discriminator,
                ..
            } => vec![attribute, discriminator],
        };
        names.into_iter().flat_map(|name| name.split('|')).collect()
    }

    fn phrase(&self) -> String {
        match self {
            Rule::Conflicts(names) => {
                format!("at most one of {} may be set", enumerate(names, "and"))
            }
            Rule::ExactlyOneOf(names) => {
                format!("exactly one of {} must be set", enumerate(names, "and"))
            }
            Rule::AtLeastOneOf(names) => {
                format!("at least one of {} must be set", enumerate(names, "and"))
            }
            Rule::Together(names) => format!(
                "{} must be set together or not at all",
                enumerate(names, "and")
            ),
            Rule::Requires(first, second) => format!(
                "{} must be set when {} is",
                alternatives(second),
                alternatives(first)
            ),
            Rule::RequiredWhen {
                attribute,
                discriminator,
                values,
            } => format!(
                "{} must be set when {}",
                alternatives(attribute),
                when(discriminator, values)
            ),
            Rule::OnlyWhen {
                attribute,
                discriminator,
                values,
            } => format!(
                "{} may be set only when {}",
                alternatives(attribute),
                when(discriminator, values)
            ),
            Rule::ValueWhen {
                attribute,
                allowed,
                discriminator,
                values,
            } => format!(
                "{} must be {} when {}",
                alternatives(attribute),
                enumerate(allowed, "or"),
                when(discriminator, values)
            ),
        }
    }

    /// One sentence for the documentation.
    pub fn describe(&self) -> String {
        sentence(&self.phrase())
    }

    /// Checks an object. Whatever depends on an unknown value is left for later.
    pub(super) fn check(
        &self,
        members: Members<'_>,
        object: &Value,
        place: &Place,
        diagnostics: &mut Diagnostics,
    ) {
        let scope = Scope {
            members,
            object,
            place,
        };
        let demand = place.lead() + &self.describe();
        match self {
            Rule::Conflicts(names) => at_most_one(&scope, names, &demand, diagnostics),
            Rule::ExactlyOneOf(names) => {
                at_most_one(&scope, names, &demand, diagnostics);
                at_least_one(&scope, names, &demand, diagnostics);
            }
            Rule::AtLeastOneOf(names) => at_least_one(&scope, names, &demand, diagnostics),
            Rule::Together(names) => {
                let states: Vec<_> = names.iter().map(|name| (name, scope.state(name))).collect();
                let set = states.iter().find(|(_, (state, _))| *state == State::Set);
                if let Some((given, _)) = set {
                    for (name, (state, place)) in &states {
                        if *state == State::Unset && !members.has_default(name) {
                            place.fail(
                                diagnostics,
                                MISSING,
                                format!(
                                    "{demand} {} is set, {} is not. Add it, or remove the other.",
                                    alternatives(given),
                                    alternatives(name)
                                ),
                            );
                        }
                    }
                }
            }
            Rule::Requires(first, second) => {
                let (needed, missing) = scope.state(second);
                if scope.state(first).0 == State::Set
                    && needed == State::Unset
                    && !second.split('|').any(|name| members.has_default(name))
                {
                    missing.fail(
                        diagnostics,
                        MISSING,
                        format!(
                            "{demand} Add {}, or remove {}.",
                            alternatives(second),
                            alternatives(first)
                        ),
                    );
                }
            }
            Rule::RequiredWhen {
                attribute,
                discriminator,
                values,
            } => {
                let decision = scope.decision(discriminator);
                if !matches!(&decision, Decision::Is(value) if values.contains(value)) {
                    return;
                }
                let names: Vec<&str> = attribute.split('|').collect();
                if names.iter().any(|name| members.has_default(name)) {
                    return;
                }
                let (parents, _) = scope.parents(names[0]);
                for (place, parent) in parents {
                    // What is not there at all cannot lack anything.
                    if !matches!(parent, Value::Object(_)) {
                        continue;
                    }
                    let missing = names.iter().all(|name| {
                        let last = name.rsplit('.').next().unwrap_or(name);
                        state(parent.get(last), members.find(name)) == State::Unset
                    });
                    if missing {
                        let last = names[0].rsplit('.').next().unwrap_or(names[0]);
                        place.member(last).fail(
                            diagnostics,
                            MISSING,
                            format!("{demand} Add {}.", alternatives(attribute)),
                        );
                    }
                }
            }
            Rule::OnlyWhen {
                attribute,
                discriminator,
                values,
            } => {
                let decision = scope.decision(discriminator);
                let barred = match &decision {
                    Decision::Is(value) => !values.contains(value),
                    Decision::Unset => true,
                    Decision::Open => false,
                };
                if !barred {
                    return;
                }
                for name in attribute.split('|') {
                    for (place, value) in scope.leaves(name) {
                        // What is empty says nothing, and modules pass "" on for what they do not use.
                        if state(value, members.find(name)) == State::Set && !value.is_empty() {
                            let told = scope.told(discriminator, &decision);
                            place.fail(
                                diagnostics,
                                CONFLICT,
                                format!("{demand} Here {told}. Remove `{name}`, or change `{discriminator}`."),
                            );
                        }
                    }
                }
            }
            Rule::ValueWhen {
                attribute,
                allowed,
                discriminator,
                values,
            } => {
                let decision = scope.decision(discriminator);
                if !matches!(&decision, Decision::Is(value) if values.contains(value)) {
                    return;
                }
                for (place, value) in scope.leaves(attribute) {
                    let default = members
                        .attribute(attribute)
                        .and_then(|a| a.default.as_ref());
                    let value = if value.is_null() {
                        default.unwrap_or(value)
                    } else {
                        value
                    };
                    let Decision::Is(text) = known(value) else {
                        continue;
                    };
                    if !allowed.contains(&text) {
                        let place = place.hide(scope.secret(attribute));
                        let is = match place.quote(value) {
                            Some(quote) => format!(" Here it is {quote}."),
                            None => String::new(),
                        };
                        place.fail(
                            diagnostics,
                            INVALID,
                            format!("{demand}{is} Change `{attribute}` or `{discriminator}`."),
                        );
                    }
                }
            }
        }
    }
}

fn at_most_one(scope: &Scope<'_>, names: &[String], demand: &str, diagnostics: &mut Diagnostics) {
    let set: Vec<_> = names
        .iter()
        .map(|name| (name, scope.state(name)))
        .filter(|(_, (state, _))| *state == State::Set)
        .collect();
    if let [_, .., (_, (_, place))] = set.as_slice() {
        let set: Vec<&String> = set.iter().map(|(name, _)| *name).collect();
        place.fail(
            diagnostics,
            CONFLICT,
            format!(
                "{demand} Here {} are set. Keep one of them.",
                enumerate(&set, "and")
            ),
        );
    }
}

fn at_least_one(scope: &Scope<'_>, names: &[String], demand: &str, diagnostics: &mut Diagnostics) {
    if names
        .iter()
        .all(|name| scope.state(name).0 == State::Unset && !scope.members.has_default(name))
    {
        scope
            .place
            .fail(diagnostics, MISSING, format!("{demand} Add one of them."));
    }
}
