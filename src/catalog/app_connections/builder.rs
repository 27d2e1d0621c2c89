//! What all app connections share: base attributes, calls, import forms, and the one `credentials` object made of the members
//! of every method.

use std::time::Duration;

use serde_json::Value as Json;

use crate::framework::plan::Plan;
use crate::rest::prelude::*;

/// An app connection in the making. See [`app_connection`].
pub struct AppConnection {
    app: String,
    type_name: String,
    title: String,
    about: Vec<String>,
    methods: Vec<(String, Vec<Field>)>,
    method_has_default: bool,
    untrimmed: bool,
    tolerant: bool,
    credential_rules: Vec<Rule>,
    fields: Vec<Field>,
    rules: Vec<Rule>,
    credentials_group: Option<&'static str>,
    list_is_partial: bool,
    retry: Option<Duration>,
    hooks: Hooks,
}

/// An app connection: the app as the API's paths spell it, and its name for people.
pub fn app_connection(app: &str, title: &str) -> AppConnection {
    AppConnection {
        app: app.to_owned(),
        type_name: format!("app_connection_{}", app.replace('-', "_")),
        title: title.to_owned(),
        about: Vec::new(),
        methods: Vec::new(),
        method_has_default: false,
        untrimmed: false,
        tolerant: false,
        credential_rules: Vec::new(),
        fields: Vec::new(),
        rules: Vec::new(),
        credentials_group: None,
        list_is_partial: false,
        retry: None,
        hooks: Hooks::default(),
    }
}

impl AppConnection {
    /// The type's name after `infisical_app_connection_`, where it is not the app's own.
    pub fn named(mut self, name: &str) -> Self {
        self.type_name = format!("app_connection_{name}");
        self
    }

    /// A sentence for the docs page.
    pub fn about(mut self, text: &str) -> Self {
        self.about.push(text.to_owned());
        self
    }

    /// The app needs an enterprise plan.
    pub fn enterprise(self) -> Self {
        self.about("Infisical offers this connection with an enterprise plan only.")
    }

    /// A method and the members of `credentials` that it takes (`.required()` ones must be set with it).
    pub fn method(mut self, name: &str, members: impl IntoIterator<Item = Field>) -> Self {
        self.methods
            .push((name.to_owned(), members.into_iter().collect()));
        self
    }

    /// The only method, so that `method` may be left out (the official provider, where it has the type, requires it: there use
    /// [`AppConnection::method`]).
    pub fn only_method(self, name: &str, members: impl IntoIterator<Item = Field>) -> Self {
        self.method(name, members).method_may_be_left_out()
    }

    /// `method` has the only method as its default.
    pub fn method_may_be_left_out(mut self) -> Self {
        self.method_has_default = true;
        self
    }

    /// A method whose credentials come from a browser.
    pub fn browser_method(self, name: &str, members: impl IntoIterator<Item = Field>) -> Self {
        self.about(&format!(
            "Method `{name}` needs a person once: open the consent page of the OAuth application that your Infisical instance \
             uses, approve, and take the `code` parameter from the address that the browser is sent back to before Infisical \
             opens it. A code works a single time and for a few minutes: after the first apply keep the value in the \
             configuration as it is, and give a new code whenever another member of `credentials` changes."
        ))
        .method(name, members)
    }

    /// The API keeps white space around credential texts (it trims them elsewhere).
    pub fn untrimmed(mut self) -> Self {
        self.untrimmed = true;
        self
    }

    /// Members of other methods may be configured and are not sent, as the official provider has it.
    pub fn tolerates_other_methods(mut self) -> Self {
        self.tolerant = true;
        self
    }

    /// A rule between members of `credentials`.
    pub fn credential_rule(mut self, rule: Rule) -> Self {
        self.credential_rules.push(rule);
        self
    }

    /// The app can be reached through a gateway. The check of new credentials uses only the gateway of the same request, so
    /// every PATCH carries it.
    pub fn gateway(mut self) -> Self {
        self.fields.extend([
            string("gateway_id")
                .uuid()
                .always()
                .doc("ID of the gateway through which Infisical reaches the app. Left out: directly."),
            string("gateway_pool_id")
                .uuid()
                .always()
                .doc("ID of a pool of gateways to use instead of one `gateway_id`. Older servers do not know it."),
        ]);
        self.rules.push(Rule::Conflicts(vec![
            "gateway_id".into(),
            "gateway_pool_id".into(),
        ]));
        self
    }

    /// Further attributes.
    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// A rule between attributes.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// `credentials` also go whenever another attribute of this group changes.
    pub fn credentials_with(mut self, group: &'static str) -> Self {
        self.credentials_group = Some(group);
        self
    }

    /// The list lacks what GET by id tells.
    pub fn list_is_partial(mut self) -> Self {
        self.list_is_partial = true;
        self
    }

    /// A refused create or update is repeated for this long: permissions at the app take time to spread.
    pub fn retry_for(mut self, time: Duration) -> Self {
        self.retry = Some(time);
        self
    }

    /// Hook: further planning.
    pub fn on_plan(mut self, f: fn(&mut Plan)) -> Self {
        self.hooks.modify_plan = Some(f);
        self
    }

    /// Hook: last change of a body.
    pub fn on_send(mut self, f: fn(Verb, &mut Json, &Value)) -> Self {
        self.hooks.before_send = Some(f);
        self
    }

    /// Hook: first change of an answer.
    pub fn on_answer(mut self, f: fn(&mut Json, &Value)) -> Self {
        self.hooks.after_answer = Some(f);
        self
    }

    /// The declaration.
    pub fn build(self) -> RestResource {
        let collection = format!("/api/v1/app-connections/{}", self.app);
        let item = format!("{collection}/{{id}}");
        let by_name = format!("{collection}/connection-name/{{name}}");
        let names: Vec<String> = self.methods.iter().map(|(name, _)| name.clone()).collect();
        let (members, member_rules) = merge(self.methods, self.untrimmed, self.tolerant);
        let mut credentials = object("credentials", members).required().doc(&format!(
            "What Infisical signs in to {} with. Infisical checks it with the app whenever it changes, and never returns the secret parts.",
            self.title
        ));
        credentials.rules = self.credential_rules;
        if let Some(group) = self.credentials_group {
            credentials = credentials.with_group(group);
        }
        let patient = |call: Call| match self.retry {
            Some(time) => call.retry_for(time),
            None => call,
        };
        let find = |path: &str| get(path).envelope("appConnection");

        let mut resource = RestResource::new(
            &self.type_name,
            &format!("{} app connection", self.title),
            "App Connections",
        )
        .doc(&describe(&self.title, &self.about))
        .fields([
            id(),
            string("name").required().slug().len(1..=64).doc(
                "Name: lower-case letters, digits and single hyphens. Unique over all apps within the project, or within the \
                 organization for a connection without project.",
            ),
            string("description")
                .len(0..=256)
                .trimmed()
                .doc("What the connection is for."),
            string("project_id").not_empty().replace().doc(
                "ID of the project that the connection belongs to. Left out: it belongs to the organization. A change replaces the connection.",
            ),
            method(&self.title, &names, self.method_has_default),
            credentials,
            string("credentials_hash")
                .computed()
                .volatile()
                .doc("Fingerprint of the stored credentials. It also changes when Infisical itself refreshes a stored token."),
        ])
        .fields(self.fields)
        .creates(patient(post(&collection).envelope("appConnection")))
        .reads(get(&item).envelope("appConnection"))
        .updates(patient(patch(&item).envelope("appConnection")))
        .deletes(delete(&item))
        .listed(&collection, "appConnections")
        .list_scope(&["project_id"])
        .import("{id:uuid}")
        .import_by("{project_id},{name}", find(&format!("{by_name}?projectId={{project_id}}")))
        .import_by("{name}", find(&by_name))
        .identity(&["id"])
        .blames("credentials");
        if self.list_is_partial {
            resource = resource.list_is_partial();
        }
        resource.special = self.hooks;
        resource.rules.extend(self.rules);
        resource.rules.extend(member_rules);
        resource
    }
}

fn method(title: &str, names: &[String], has_default: bool) -> Field {
    let field = string("method").one_of(names).replace();
    match names {
        [only] if has_default => field.default(only.as_str()).doc(&format!(
            "How Infisical signs in to {title}: `{only}`, the default."
        )),
        _ => field.required().doc(&format!(
            "How Infisical signs in to {title}: {}. A change replaces the connection.",
            listed(names)
        )),
    }
}

fn describe(title: &str, about: &[String]) -> String {
    let first = format!(
        "Connects Infisical to {title}, for the whole organization or for one project. Secret syncs, rotations and other features \
         refer to the connection by its ID."
    );
    std::iter::once(first)
        .chain(about.iter().cloned())
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    match quoted.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// The members of `credentials` over all methods: same-named ones become one member, bound to the methods that have it. Also the
/// rules for members that some of their methods need and others do not.
fn merge(
    methods: Vec<(String, Vec<Field>)>,
    untrimmed: bool,
    tolerant: bool,
) -> (Vec<Field>, Vec<Rule>) {
    struct Member {
        field: Field,
        having: Vec<String>,
        needing: Vec<String>,
    }
    let count = methods.len();
    let mut members: Vec<Member> = Vec::new();
    for (method, fields) in methods {
        for field in fields {
            let required = field.attribute.presence == Presence::Required;
            let at = match members.iter().position(|m| m.field.name() == field.name()) {
                Some(at) => at,
                None => {
                    members.push(Member {
                        field,
                        having: Vec::new(),
                        needing: Vec::new(),
                    });
                    members.len() - 1
                }
            };
            members[at].having.push(method.clone());
            if required {
                members[at].needing.push(method.clone());
            }
        }
    }

    let mut rules = Vec::new();
    let fields = members
        .into_iter()
        .map(|member| {
            let Member {
                mut field,
                having,
                needing,
            } = member;
            if !untrimmed
                && field.attribute.equality == Equality::Exact
                && field.attribute.value_type() == Type::String
            {
                field = field.trimmed();
            }
            field.ignored_otherwise = tolerant;
            if needing.len() == count || (count == 1 && needing.is_empty()) {
                return field;
            }
            if !needing.is_empty() {
                field = field.optional();
            }
            if having.len() < count {
                let doc = format!(
                    "{} For method {}.",
                    field.attribute.description,
                    listed(&having)
                );
                field = field.doc(&doc);
            }
            if needing == having {
                return field.required_when(".method", having);
            }
            if !needing.is_empty() {
                rules.push(Rule::RequiredWhen {
                    attribute: set_in_either_way(&field),
                    discriminator: "method".into(),
                    values: needing,
                });
            }
            if having.len() < count {
                field = field.only_when(".method", having);
            }
            field
        })
        .collect();
    (fields, rules)
}

/// The member's path, and that of its write-only twin.
fn set_in_either_way(field: &Field) -> String {
    let path = format!("credentials.{}", field.name());
    if field.twin {
        format!("{path}|credentials.{}", field.twin_name())
    } else {
        path
    }
}
