//! LDAP: user name and password of a directory.

use super::{auth_method, fit_ttl_below_limit, lockout};
use crate::framework::Path;
use crate::framework::plan::Plan;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    let either =
        |names: &[&str]| Rule::ExactlyOneOf(names.iter().map(|n| (*n).to_owned()).collect());
    // With a template the directory's settings come from there, and change with it.
    let from_template = |field: Field| field.optional_computed().not_empty();
    auth_method("ldap", "Ldap", "LDAP")
        .doc("Lets a machine identity log in with a user name and password that an LDAP directory checks. The directory is described here, or by an auth template of the organization.")
        .fields([
            string("template_id").clear_omits()
                .doc("ID of a machine identity auth template that describes the directory. Removing it replaces the method."),
            from_template(string("url")).doc("URL of the directory, such as `ldaps://ldap.example.com:636`."),
            from_template(string("bind_dn")).json("bindDN").sensitive().doc("Distinguished name that Infisical binds as to search for users."),
            string("bind_pass").secret().not_empty().clear_omits().doc("Password of `bind_dn`."),
            from_template(string("search_base")).doc("Distinguished name below which users are searched."),
            from_template(string("ldap_ca_certificate")).sensitive().trimmed().replace()
                .doc("CA certificate (PEM) of the directory. The API cannot change it: another one replaces the method."),
            string("search_filter").default("(uid={{username}})").pattern(r"^\s*\(.*\)\s*$", "an LDAP filter in parentheses")
                .doc("Filter that finds a user; `{{username}}` stands for the name that logs in. Default: `(uid={{username}})`."),
            objects("allowed_fields", [
                string("key").required().doc("Name of the attribute."),
                string("value").required().equality(Equality::CommaSeparated).doc("Accepted values, separated by commas. White space is dropped."),
            ]).clear_with(json!([])).doc("Attributes that a user's entry must have to log in."),
        ])
        .fields(lockout())
        .rule(either(&["template_id", "url"]))
        .rule(either(&["template_id", "bind_dn"]))
        .rule(either(&["template_id", "search_base"]))
        .rule(Rule::AtLeastOneOf(vec!["template_id".into(), "bind_pass".into(), "bind_pass_wo".into()]))
        .rule(Rule::Conflicts(vec!["template_id".into(), "bind_pass".into()]))
        .rule(Rule::Conflicts(vec!["template_id".into(), "bind_pass_wo".into()]))
        .rule(Rule::Conflicts(vec!["template_id".into(), "ldap_ca_certificate".into()]))
        .on_plan(plan)
}

/// What a template tells is unknown when another one is taken; a template cannot be taken away by PATCH.
fn plan(plan: &mut Plan) {
    let (before, after) = (
        plan.prior.get("template_id"),
        plan.planned.get("template_id"),
    );
    if plan.is_update() && before != after {
        if after.is_null() {
            plan.replace.push(Path::dotted("template_id"));
        }
        for name in ["url", "bind_dn", "search_base", "ldap_ca_certificate"] {
            if plan.config.get(name).is_null() {
                plan.planned.set(name, Value::Unknown);
            }
        }
    }
    fit_ttl_below_limit(plan);
}
