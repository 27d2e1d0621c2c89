//! Schemas: what attributes and blocks a resource has, and the rules of each.

use std::collections::BTreeMap;

use super::equality::Equality;
use super::types::Type;
use super::validate::{Rule, Validator};
use super::value::Value;

/// Who sets an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Presence {
    /// the configuration must
    Required,
    /// the configuration may
    #[default]
    Optional,
    /// only the provider
    Computed,
    /// the configuration may, else the provider
    OptionalComputed,
}

impl Presence {
    /// The configuration may set it.
    pub fn configurable(self) -> bool {
        self != Presence::Computed
    }

    /// The provider may set it.
    pub fn computed(self) -> bool {
        matches!(self, Presence::Computed | Presence::OptionalComputed)
    }
}

/// How nested objects are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nesting {
    /// one object
    Single,
    /// ordered objects
    List,
    /// unordered objects
    Set,
    /// objects by key
    Map,
}

/// The shape of an attribute's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// a plain type
    Plain(Type),
    /// objects with attributes of their own
    Nested(Nesting, Vec<Attribute>, Vec<Rule>),
}

/// What a change of an attribute means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnChange {
    /// the object is updated in place
    #[default]
    Update,
    /// the object is destroyed and made anew
    Replace,
    /// the plan is refused with an explanation: the API cannot change it and replacing would lose data
    Refuse,
    /// changed in place, but removing it makes the object anew: the API cannot unset it
    ReplaceWhenRemoved,
}

impl OnChange {
    /// Whether a change to this value is more than an update.
    pub fn bars(self, after: &Value) -> bool {
        match self {
            OnChange::Update => false,
            OnChange::ReplaceWhenRemoved => after.is_null(),
            OnChange::Replace | OnChange::Refuse => true,
        }
    }
}

/// One attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// snake_case name
    pub name: String,
    /// its value's shape
    pub shape: Shape,
    /// who sets it
    pub presence: Presence,
    /// hidden in Terraform's output
    pub sensitive: bool,
    /// taken from the configuration, never stored
    pub write_only: bool,
    /// why and what instead, when deprecated
    pub deprecated: Option<String>,
    /// markdown
    pub description: String,
    /// taken when the configuration has none; makes the attribute optional and computed
    pub default: Option<Value>,
    /// when two values mean the same
    pub equality: Equality,
    /// what a change means
    pub on_change: OnChange,
    /// computed value that may differ after any update: unknown in the plan of one
    pub volatile: bool,
    /// optional and computed only so that an empty value in state («», []) can stand for an unset one:
    /// removing it from the configuration plans null unless the state's value is empty already
    pub empty_is_null: bool,
    /// the API never tells it: null in state (after an import) says nothing, so learning the value is no change of the object
    pub unread: bool,
    /// checks of its value
    pub validators: Vec<Validator>,
}

impl Attribute {
    /// An optional attribute of a plain type.
    pub fn new(name: impl Into<String>, ty: Type) -> Attribute {
        Attribute::shaped(name, Shape::Plain(ty))
    }

    /// An optional attribute of any shape.
    pub fn shaped(name: impl Into<String>, shape: Shape) -> Attribute {
        Attribute {
            name: name.into(),
            shape,
            presence: Presence::Optional,
            sensitive: false,
            write_only: false,
            deprecated: None,
            description: String::new(),
            default: None,
            equality: Equality::Exact,
            on_change: OnChange::Update,
            volatile: false,
            empty_is_null: false,
            unread: false,
            validators: Vec::new(),
        }
    }

    /// The type of its value.
    pub fn value_type(&self) -> Type {
        match &self.shape {
            Shape::Plain(ty) => ty.clone(),
            Shape::Nested(nesting, attributes, _) => {
                let object = Type::Object(
                    attributes
                        .iter()
                        .map(|a| (a.name.clone(), a.value_type()))
                        .collect(),
                );
                match nesting {
                    Nesting::Single => object,
                    Nesting::List => Type::list(object),
                    Nesting::Set => Type::set(object),
                    Nesting::Map => Type::map(object),
                }
            }
        }
    }
}

/// A nested block type.
#[derive(Debug, Clone, PartialEq)]
pub struct NestedBlock {
    /// the block's name in configurations
    pub name: String,
    /// Single, List or Set
    pub nesting: Nesting,
    /// fewest blocks
    pub min_items: i64,
    /// most blocks, 0 for no limit
    pub max_items: i64,
    /// what a change in it means
    pub on_change: OnChange,
    /// what is inside
    pub block: Block,
}

/// Attributes and blocks side by side, and the rules between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    /// in schema order
    pub attributes: Vec<Attribute>,
    /// in schema order
    pub blocks: Vec<NestedBlock>,
    /// rules between members of this block
    pub rules: Vec<Rule>,
    /// markdown
    pub description: String,
    /// why and what instead, when deprecated
    pub deprecated: Option<String>,
}

impl Block {
    /// The object type of its value.
    pub fn value_type(&self) -> Type {
        let mut members: BTreeMap<String, Type> = self
            .attributes
            .iter()
            .map(|a| (a.name.clone(), a.value_type()))
            .collect();
        for nested in &self.blocks {
            let object = nested.block.value_type();
            let ty = match nested.nesting {
                Nesting::Single => object,
                Nesting::List => Type::list(object),
                Nesting::Set => Type::set(object),
                Nesting::Map => Type::map(object),
            };
            members.insert(nested.name.clone(), ty);
        }
        Type::Object(members)
    }

    /// The named attribute.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.name == name)
    }
}

/// The schema of a resource, data source, ephemeral resource, action or provider.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    /// state version
    pub version: i64,
    /// its content
    pub block: Block,
}

impl Schema {
    /// The object type of its value.
    pub fn value_type(&self) -> Type {
        self.block.value_type()
    }
}

/// One attribute of a resource identity.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityAttribute {
    /// its name
    pub name: String,
    /// String, Number or Bool, or a list of them
    pub ty: Type,
    /// must be given to import
    pub required: bool,
    /// markdown
    pub description: String,
}

/// What identifies a resource for good (`import { identity = {...} }`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IdentitySchema {
    /// version of the identity
    pub version: i64,
    /// its attributes
    pub attributes: Vec<IdentityAttribute>,
}

impl IdentitySchema {
    /// The object type of an identity.
    pub fn value_type(&self) -> Type {
        Type::Object(
            self.attributes
                .iter()
                .map(|a| (a.name.clone(), a.ty.clone()))
                .collect(),
        )
    }
}
