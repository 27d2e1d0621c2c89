//! Terraform core's own rules for a provider's answers, checked by us first: a fault is our bug and must be found by our tests.

use std::collections::BTreeSet;

use super::diagnostic::Diagnostics;
use super::path::Path;
use super::schema::{
    Attribute, Block, IdentitySchema, NestedBlock, Nesting, Presence, Schema, Shape,
};
use super::traits::Signature;
use super::types::Type;
use super::value::Value;

/// One broken rule: where and what, without contents.
pub type Fault = (Path, String);

/// Planned values conform to the configuration: equal to it, or to the prior value when that is set too, or free when computed.
pub fn check_plan(schema: &Schema, prior: &Value, config: &Value, planned: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    plan_block(
        &schema.block,
        prior,
        config,
        planned,
        &Path::root(),
        &mut faults,
    );
    faults
}

fn plan_block(
    block: &Block,
    prior: &Value,
    config: &Value,
    planned: &Value,
    path: &Path,
    faults: &mut Vec<Fault>,
) {
    plan_attributes(&block.attributes, prior, config, planned, path, faults);
    for nested in &block.blocks {
        plan_blocks(
            nested,
            prior.get(&nested.name),
            config.get(&nested.name),
            planned.get(&nested.name),
            &path.attribute(&nested.name),
            faults,
        );
    }
}

/// Blocks stand where the configuration has them, known as such: what is in them may be the provider's, how many there are may not.
fn plan_blocks(
    nested: &NestedBlock,
    prior: &Value,
    config: &Value,
    planned: &Value,
    path: &Path,
    faults: &mut Vec<Fault>,
) {
    let mut fault = |what: &str| faults.push((path.clone(), what.to_owned()));
    // Core's configurations never have null here.
    if planned == config {
        return;
    }
    if planned.is_null() && nested.nesting != Nesting::Single {
        return fault("no blocks are an empty collection, not null");
    }
    if config.is_unknown() {
        return fault("planned blocks where the configuration does not know them yet");
    }
    if planned.is_unknown() {
        return fault("blocks planned as unknown: only what is in them may be");
    }
    let nothing = config.is_null() && planned.items().is_some_and(<[Value]>::is_empty);
    if !nothing {
        plan_elements(
            nested.nesting,
            prior,
            config,
            planned,
            path,
            faults,
            &|p, c, n, at, f| {
                if n.is_unknown() && !c.is_unknown() {
                    f.push((at.clone(), "a block planned as unknown".into()));
                } else {
                    plan_block(&nested.block, p, c, n, at, f);
                }
            },
        );
    }
}

fn plan_attributes(
    attributes: &[Attribute],
    prior: &Value,
    config: &Value,
    planned: &Value,
    path: &Path,
    faults: &mut Vec<Fault>,
) {
    for attribute in attributes {
        let here = path.attribute(&attribute.name);
        plan_attribute(
            attribute,
            prior.get(&attribute.name),
            config.get(&attribute.name),
            planned.get(&attribute.name),
            &here,
            faults,
        );
    }
}

fn plan_attribute(
    attribute: &Attribute,
    prior: &Value,
    config: &Value,
    planned: &Value,
    path: &Path,
    faults: &mut Vec<Fault>,
) {
    if attribute.write_only {
        if !planned.is_null() {
            faults.push((path.clone(), "a write-only value stands in the plan".into()));
        }
        return;
    }
    let computed =
        attribute.presence == Presence::Computed || (is_computed(attribute) && config.is_null());
    if planned == config || computed || (planned == prior && !prior.is_null() && !config.is_null())
    {
        return;
    }
    match &attribute.shape {
        Shape::Nested(nesting, inner, _) if !config.is_null() => {
            plan_elements(
                *nesting,
                prior,
                config,
                planned,
                path,
                faults,
                &|p, c, n, at, f| plan_attributes(inner, p, c, n, at, f),
            );
        }
        _ => faults.push((
            path.clone(),
            format!(
                "planned {} for a configured {}",
                planned.kind(),
                config.kind()
            ),
        )),
    }
}

/// As the schema on the wire says it: a default is the provider's value, too.
fn is_computed(attribute: &Attribute) -> bool {
    attribute.presence.computed() || attribute.default.is_some()
}

type CheckElement<'a> = &'a dyn Fn(&Value, &Value, &Value, &Path, &mut Vec<Fault>);

fn plan_elements(
    nesting: Nesting,
    prior: &Value,
    config: &Value,
    planned: &Value,
    path: &Path,
    faults: &mut Vec<Fault>,
    check: CheckElement<'_>,
) {
    match (nesting, config, planned) {
        (Nesting::Single, Value::Object(_), Value::Object(_)) => {
            check(prior, config, planned, path, faults)
        }
        (Nesting::List, Value::List(c), Value::List(n)) if c.len() == n.len() => {
            for (i, (c, n)) in c.iter().zip(n).enumerate() {
                let before = prior.items().and_then(|p| p.get(i)).unwrap_or(&Value::Null);
                check(before, c, n, &path.index(i), faults);
            }
        }
        (Nesting::Map, Value::Map(c), Value::Map(n))
            if c.len() == n.len() && c.keys().all(|k| n.contains_key(k)) =>
        {
            for (k, c) in c {
                check(prior.get(k), c, planned.get(k), &path.key(k), faults);
            }
        }
        (Nesting::Set, Value::Set(c), Value::Set(n)) if c.len() == n.len() => {
            // Core trusts the provider here. We do not: an element comes from one of the configuration, with what was there
            // before in any one element.
            let before = prior.items().unwrap_or(&[]);
            for n in n {
                let fits = |c: &Value, p: &Value| {
                    let mut inner = Vec::new();
                    check(p, c, n, path, &mut inner);
                    inner.is_empty()
                };
                let explained = c.contains(n)
                    || c.iter()
                        .any(|c| fits(c, &Value::Null) || before.iter().any(|p| fits(c, p)));
                if !explained {
                    faults.push((
                        path.clone(),
                        "a planned set element is not in the configuration".into(),
                    ));
                }
            }
        }
        _ => faults.push((
            path.clone(),
            format!(
                "planned {} for a configured {}",
                planned.kind(),
                config.kind()
            ),
        )),
    }
}

/// Applied values conform to the plan: equal wherever the plan is known, and nothing is unknown.
pub fn check_apply(planned: &Value, applied: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    if applied.is_null() {
        faults.push((
            Path::root(),
            "the object is gone after an apply that planned it".into(),
        ));
    } else {
        compatible(planned, applied, &Path::root(), &mut faults);
    }
    faults
}

fn compatible(planned: &Value, applied: &Value, path: &Path, faults: &mut Vec<Fault>) {
    match (planned, applied) {
        (_, Value::Unknown) => faults.push((path.clone(), "still unknown after apply".into())),
        (Value::Unknown, known) if known.contains_unknown() => {
            faults.push((path.clone(), "still unknown after apply".into()))
        }
        (Value::Unknown, _) => {}
        (Value::Object(p), Value::Object(a)) => {
            let names: BTreeSet<&String> = p.keys().chain(a.keys()).collect();
            for name in names {
                compatible(
                    planned.get(name),
                    applied.get(name),
                    &path.attribute(name),
                    faults,
                );
            }
        }
        (Value::Map(p), Value::Map(a))
            if p.len() == a.len() && p.keys().all(|k| a.contains_key(k)) =>
        {
            for (k, p) in p {
                compatible(p, applied.get(k), &path.key(k), faults);
            }
        }
        (Value::List(p), Value::List(a)) if p.len() == a.len() => {
            for (i, (p, a)) in p.iter().zip(a).enumerate() {
                compatible(p, a, &path.index(i), faults);
            }
        }
        // Elements that turn out to be equal become one; none may come from nowhere.
        (Value::Set(p), Value::Set(a)) if a.len() <= p.len() => {
            let fits = |p: &Value, a: &Value| {
                let mut inner = Vec::new();
                compatible(p, a, path, &mut inner);
                inner.is_empty()
            };
            if !p.iter().all(|p| a.iter().any(|a| fits(p, a))) {
                faults.push((
                    path.clone(),
                    "a planned set element is missing after apply".into(),
                ));
            } else if !a.iter().all(|a| p.iter().any(|p| fits(p, a))) {
                faults.push((
                    path.clone(),
                    "a set element that nobody planned is there after apply".into(),
                ));
            }
        }
        _ if planned == applied => {}
        _ => faults.push((
            path.clone(),
            format!(
                "planned {}, applied another {}",
                planned.kind(),
                applied.kind()
            ),
        )),
    }
}

/// The object that an ephemeral resource opens with, or that a data source reads: it agrees with the configuration where that
/// says something, and nothing in it is unknown.
pub fn check_opened(schema: &Schema, config: &Value, opened: &Value) -> Vec<Fault> {
    let mut faults = check_plan(schema, &Value::Null, config, opened);
    faults.extend(check_state(schema, opened));
    faults
}

/// A state that core can store: an object of the schema's type in which everything is known.
pub fn check_state(schema: &Schema, state: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    match state {
        Value::Object(_) => storable(state, &schema.value_type(), &Path::root(), &mut faults),
        other => faults.push((
            Path::root(),
            format!("there is no object, but {}", other.kind()),
        )),
    }
    faults
}

fn storable(value: &Value, ty: &Type, path: &Path, faults: &mut Vec<Fault>) {
    match (value, ty) {
        (Value::Unknown, _) => faults.push((path.clone(), "it is unknown".into())),
        (Value::Null, _)
        | (Value::Bool(_), Type::Bool)
        | (Value::Number(_), Type::Number)
        | (Value::String(_), Type::String) => {}
        (value, Type::Dynamic) => {
            if value.contains_unknown() {
                faults.push((path.clone(), "it holds something unknown".into()));
            }
        }
        // On the wire, lists and sets are the same, and so are maps and objects.
        (Value::List(items) | Value::Set(items), Type::List(element) | Type::Set(element)) => {
            for (i, item) in items.iter().enumerate() {
                storable(item, element, &path.index(i), faults);
            }
        }
        (Value::Map(members) | Value::Object(members), Type::Map(element)) => {
            for (key, member) in members {
                storable(member, element, &path.key(key), faults);
            }
        }
        (Value::Map(members) | Value::Object(members), Type::Object(types)) => {
            for (name, ty) in types {
                let member = members.get(name).unwrap_or(&Value::Null);
                storable(member, ty, &path.attribute(name), faults);
            }
        }
        (Value::List(items) | Value::Set(items), Type::Tuple(types))
            if items.len() == types.len() =>
        {
            for (i, (item, ty)) in items.iter().zip(types).enumerate() {
                storable(item, ty, &path.index(i), faults);
            }
        }
        (value, ty) => faults.push((
            path.clone(),
            format!("a {} does not fit the type {}", value.kind(), ty.to_json()),
        )),
    }
}

/// An identity is of its schema's type and known.
pub fn check_identity(schema: &IdentitySchema, identity: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    match identity {
        Value::Object(_) => storable(identity, &schema.value_type(), &Path::root(), &mut faults),
        other => faults.push((
            Path::root(),
            format!("there is no object, but {}", other.kind()),
        )),
    }
    for (path, what) in &mut faults {
        *what = format!("in the identity: {what}");
        // Not a path into the resource.
        *path = Path::root();
    }
    faults
}

/// What core demands of a schema before it uses any part of the provider.
pub fn check_schema(schema: &Schema) -> Vec<Fault> {
    let mut faults = Vec::new();
    if schema.version < 0 {
        faults.push((Path::root(), "the version is negative".into()));
    }
    schema_block(&schema.block, &Path::root(), &mut faults);
    faults
}

/// Whether it can name an attribute, a block or a function.
pub fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.chars().all(fits)
}

fn schema_block(block: &Block, path: &Path, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    let attributes = block.attributes.iter().map(|a| &a.name);
    for name in attributes.chain(block.blocks.iter().map(|b| &b.name)) {
        if !seen.insert(name) {
            faults.push((path.attribute(name), "there are two of this name".into()));
        }
        if !is_name(name) {
            faults.push((path.attribute(name), "not a name".into()));
        }
    }
    for attribute in &block.attributes {
        schema_attribute(attribute, &path.attribute(&attribute.name), faults);
    }
    for nested in &block.blocks {
        let here = path.attribute(&nested.name);
        let (least, most) = (nested.min_items, nested.max_items);
        let counted = match nested.nesting {
            Nesting::Single => least == most && (0..=1).contains(&least),
            Nesting::List | Nesting::Set => least >= 0 && most >= 0 && (most == 0 || least <= most),
            Nesting::Map => least == 0 && most == 0,
        };
        if !counted {
            let what = format!("{least} to {most} blocks do not go with this nesting");
            faults.push((here.clone(), what));
        }
        if nested.nesting == Nesting::Set {
            set_of(&nested.block.value_type(), &here, faults);
            if writes_only(&nested.block) {
                faults.push((here.clone(), "a set must not hold write-only values".into()));
            }
        }
        schema_block(&nested.block, &here, faults);
    }
}

fn schema_attribute(attribute: &Attribute, path: &Path, faults: &mut Vec<Fault>) {
    if attribute.presence == Presence::Required && attribute.default.is_some() {
        faults.push((path.clone(), "required, with a default".into()));
    }
    if attribute.write_only && is_computed(attribute) {
        faults.push((path.clone(), "write-only and computed".into()));
    }
    match &attribute.shape {
        Shape::Plain(Type::Set(element)) => set_of(element, path, faults),
        Shape::Plain(_) => {}
        Shape::Nested(nesting, members, _) => {
            if *nesting == Nesting::Set {
                set_of(&attribute.value_type(), path, faults);
                if members_write_only(members) {
                    faults.push((path.clone(), "a set must not hold write-only values".into()));
                }
            }
            for member in members {
                if !is_name(&member.name) {
                    faults.push((path.attribute(&member.name), "not a name".into()));
                }
                schema_attribute(member, &path.attribute(&member.name), faults);
            }
        }
    }
}

/// Elements of sets are compared by their whole value, so that their type must be fixed.
fn set_of(element: &Type, path: &Path, faults: &mut Vec<Fault>) {
    fn is_dynamic(ty: &Type) -> bool {
        match ty {
            Type::Dynamic => true,
            Type::List(t) | Type::Set(t) | Type::Map(t) => is_dynamic(t),
            Type::Object(members) => members.values().any(is_dynamic),
            Type::Tuple(items) => items.iter().any(is_dynamic),
            Type::Bool | Type::Number | Type::String => false,
        }
    }
    if is_dynamic(element) {
        faults.push((path.clone(), "a set must not hold dynamic values".into()));
    }
}

/// Whether anything in the block is write-only.
pub fn writes_only(block: &Block) -> bool {
    members_write_only(&block.attributes) || block.blocks.iter().any(|b| writes_only(&b.block))
}

fn members_write_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let within =
            matches!(&attribute.shape, Shape::Nested(_, members, _) if members_write_only(members));
        attribute.write_only || within
    })
}

/// What core demands of an identity schema: named attributes of simple types, or lists of them.
pub fn check_identity_schema(schema: &IdentitySchema) -> Vec<Fault> {
    let mut faults = Vec::new();
    if schema.version < 0 {
        faults.push((Path::root(), "the version is negative".into()));
    }
    if schema.attributes.is_empty() {
        faults.push((Path::root(), "an identity of nothing".into()));
    }
    for attribute in &schema.attributes {
        let simple = |ty: &Type| matches!(ty, Type::Bool | Type::Number | Type::String);
        let fits = match &attribute.ty {
            Type::List(element) => simple(element),
            ty => simple(ty),
        };
        if !fits {
            let what = format!("the type {} is not for identities", attribute.ty.to_json());
            faults.push((Path::dotted(&attribute.name), what));
        }
        if !is_name(&attribute.name) {
            faults.push((Path::dotted(&attribute.name), "not a name".into()));
        }
    }
    faults
}

/// What core demands of a function: names of parameters that are identifiers, each once.
pub fn check_signature(signature: &Signature) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for parameter in signature.parameters.iter().chain(&signature.variadic) {
        let at = Path::dotted(&parameter.name);
        let begins_well = parameter
            .name
            .starts_with(|c: char| c.is_ascii_alphabetic());
        if !begins_well || !is_name(&parameter.name) {
            faults.push((at.clone(), "not a name".into()));
        }
        if !seen.insert(&parameter.name) {
            faults.push((at, "there are two of this name".into()));
        }
    }
    faults
}

/// Turns faults into error diagnostics that name the resource type and attribute.
pub fn report(type_name: &str, step: &str, faults: Vec<Fault>, diagnostics: &mut Diagnostics) {
    for (path, what) in faults {
        let at = if path.0.is_empty() {
            String::new()
        } else {
            format!(" at {path}")
        };
        diagnostics.error_at(
            path,
            "Provider bug",
            format!("The {step} of {type_name} breaks a rule of Terraform{at}: {what}. Please report this; nothing was hidden from the state."),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, presence: Presence) -> Attribute {
        Attribute {
            presence,
            ..Attribute::new(name, Type::String)
        }
    }

    fn with_block(nesting: Nesting, attributes: Vec<Attribute>) -> Schema {
        let block = Block {
            attributes,
            ..Block::default()
        };
        let nested = NestedBlock {
            name: "rule".to_owned(),
            nesting,
            min_items: 0,
            max_items: 0,
            on_change: Default::default(),
            block,
        };
        Schema {
            version: 0,
            block: Block {
                blocks: vec![nested],
                ..Block::default()
            },
        }
    }

    fn rules(value: Value) -> Value {
        Value::object([("rule", value)])
    }

    fn rule(name: &str, note: Value) -> Value {
        Value::object([("name", Value::from(name)), ("note", note)])
    }

    #[test]
    fn blocks_are_as_many_as_configured() {
        let schema = with_block(
            Nesting::List,
            vec![
                text("name", Presence::Required),
                text("note", Presence::OptionalComputed),
            ],
        );
        let one = |note: Value| rules(Value::List(vec![rule("a", note)]));
        let none = || rules(Value::List(vec![]));
        let unknown = || rules(Value::Unknown);
        // (prior, config, planned, whether core takes it)
        for (case, prior, config, planned, taken) in [
            (
                "as configured",
                none(),
                one(Value::Null),
                one(Value::Null),
                true,
            ),
            (
                "a computed member",
                none(),
                one(Value::Null),
                one(Value::Unknown),
                true,
            ),
            // Unlike an attribute: what was there before excuses nothing.
            (
                "a block kept",
                one("n".into()),
                none(),
                one("n".into()),
                false,
            ),
            ("null", none(), none(), rules(Value::Null), false),
            ("unknown", none(), one(Value::Null), unknown(), false),
            ("not known yet", none(), unknown(), unknown(), true),
            ("known too soon", none(), unknown(), none(), false),
            (
                "an unknown element",
                none(),
                one(Value::Null),
                rules(Value::List(vec![Value::Unknown])),
                false,
            ),
        ] {
            let faults = check_plan(&schema, &prior, &config, &planned);
            assert_eq!(faults.is_empty(), taken, "{case}: {faults:?}");
        }
    }

    /// One member spelled as before, the other as configured: an element that is neither of the two.
    #[test]
    fn a_set_element_may_keep_a_spelling_beside_a_change() {
        let schema = with_block(
            Nesting::Set,
            vec![
                text("name", Presence::Required),
                text("note", Presence::Optional),
            ],
        );
        let set = |one: Value| rules(Value::Set(vec![one]));
        let prior = set(rule("A", "old".into()));
        let config = set(rule("a", "new".into()));
        assert!(check_plan(&schema, &prior, &config, &set(rule("A", "new".into()))).is_empty());
        assert!(!check_plan(&schema, &prior, &config, &set(rule("b", "new".into()))).is_empty());
    }

    #[test]
    fn sets_may_shrink_when_unknowns_turn_out_equal() {
        let set = |items: Vec<Value>| Value::object([("all", Value::Set(items))]);
        let planned = set(vec![Value::Unknown, Value::Unknown]);
        assert!(check_apply(&planned, &set(vec!["a".into()])).is_empty());
        let planned = set(vec!["a".into(), "b".into()]);
        for applied in [vec!["a".into()], vec!["a".into(), "c".into()]] {
            assert!(!check_apply(&planned, &set(applied)).is_empty());
        }
        let more = set(vec!["a".into(), "b".into(), "c".into()]);
        assert!(!check_apply(&planned, &more).is_empty());
    }

    #[test]
    fn states_are_known_and_of_their_type() {
        let schema = Schema {
            version: 0,
            block: Block {
                attributes: vec![
                    text("name", Presence::Required),
                    Attribute::new("sizes", Type::list(Type::Number)),
                ],
                ..Block::default()
            },
        };
        let state = |name: Value, sizes: Value| Value::object([("name", name), ("sizes", sizes)]);
        let numbers = |items: Vec<Value>| Value::List(items);
        let faults = |state: Value| {
            let faults = check_state(&schema, &state).into_iter();
            faults.map(|(at, _)| at.to_string()).collect::<Vec<_>>()
        };
        assert!(faults(state("n".into(), numbers(vec![Value::int(1)]))).is_empty());
        assert!(faults(Value::object([("name", Value::from("n"))])).is_empty());
        assert_eq!(faults(state(Value::Unknown, Value::Null)), ["name"]);
        assert_eq!(
            faults(state("n".into(), numbers(vec![Value::int(1), "2".into()]))),
            ["sizes[1]"]
        );
        assert_eq!(faults(state("n".into(), "none".into())), ["sizes"]);
        assert_eq!(faults(Value::Null), [""]);
    }

    #[test]
    fn schemas_obey_core() {
        let write_only = || Attribute {
            write_only: true,
            ..text("key_wo", Presence::Optional)
        };
        let plain = |attributes: Vec<Attribute>| Schema {
            version: 0,
            block: Block {
                attributes,
                ..Block::default()
            },
        };
        let nested = |nesting, members| {
            plain(vec![Attribute::shaped(
                "parts",
                Shape::Nested(nesting, members, vec![]),
            )])
        };
        let mut single = with_block(Nesting::Single, vec![]);
        single.block.blocks[0].max_items = 1;
        let two = || text("name", Presence::Optional);
        for (case, schema, taken) in [
            ("write-only", plain(vec![write_only()]), true),
            (
                "write-only in a list",
                nested(Nesting::List, vec![write_only()]),
                true,
            ),
            (
                "write-only in a set",
                nested(Nesting::Set, vec![write_only()]),
                false,
            ),
            (
                "write-only in a set of blocks",
                with_block(Nesting::Set, vec![write_only()]),
                false,
            ),
            (
                "dynamic in a set",
                plain(vec![Attribute::new("all", Type::set(Type::Dynamic))]),
                false,
            ),
            ("one block or none", single, false),
            ("two of a name", plain(vec![two(), two()]), false),
            (
                "a name",
                plain(vec![text("Name", Presence::Optional)]),
                false,
            ),
            (
                "write-only and computed",
                plain(vec![Attribute {
                    presence: Presence::OptionalComputed,
                    ..write_only()
                }]),
                false,
            ),
        ] {
            let faults = check_schema(&schema);
            assert_eq!(faults.is_empty(), taken, "{case}: {faults:?}");
        }
    }

    #[test]
    fn identities_are_simple_and_known() {
        let schema = |ty: Type| IdentitySchema {
            version: 0,
            attributes: vec![super::super::schema::IdentityAttribute {
                name: "id".to_owned(),
                ty,
                required: true,
                description: String::new(),
            }],
        };
        for (ty, taken) in [
            (Type::String, true),
            (Type::list(Type::Number), true),
            (Type::map(Type::String), false),
            (Type::set(Type::String), false),
            (Type::Dynamic, false),
        ] {
            assert_eq!(check_identity_schema(&schema(ty)).is_empty(), taken);
        }
        let identity = |id: Value| Value::object([("id", id)]);
        let text = schema(Type::String);
        assert!(check_identity(&text, &identity("1".into())).is_empty());
        for wrong in [
            identity(Value::Unknown),
            identity(Value::int(1)),
            Value::Null,
        ] {
            assert!(!check_identity(&text, &wrong).is_empty());
        }
    }
}
