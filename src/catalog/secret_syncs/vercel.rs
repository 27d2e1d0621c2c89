//! Vercel: environment variables of a project, or shared ones of a team.

use super::shared::*;
use crate::framework::Diagnostics;
use crate::framework::path::Path;

pub(super) fn sync() -> SecretSync {
    let of_project = |name: &str| string(name).not_empty().required_when("scope", ["project"]);
    secret_sync("vercel", "Vercel")
        .doc("Each secret becomes an environment variable of a project, or a shared one of a team.")
        .imports_secrets()
        .destination([
            string("scope").required().one_of(["project", "team"])
                .doc("Whose variables: of a `project`, or shared ones of a `team`."),
            of_project("app").doc("ID of the project, with scope `project`: Vercel, project Settings, General."),
            of_project("app_name").doc("Name of the project."),
            of_project("env").doc("Vercel environment: `production`, `preview`, `development`, or the ID of a custom environment."),
            string("branch").only_when("scope", ["project"])
                .doc("Git branch that sees the variables, in the preview environment. Default: all branches."),
            // The API demands it but takes an empty one for a project without team.
            string("team_id").unset_sends("")
                .doc("ID of the team: Vercel, team Settings, General. Required with scope `team`; leave it out for a personal account's project."),
            string("team_name").only_when("scope", ["team"]).doc("Name of the team, shown in Infisical."),
            string_set("target_environments").one_of(["development", "preview", "production"]).only_when("scope", ["team"])
                .doc("Vercel environments that see the shared variables, with scope `team`."),
            boolean("apply_to_all_custom_environments").default(false).absent_means(false).only_when("scope", ["team"])
                .doc("All custom environments see the shared variables too, with scope `team`. Default `false`."),
            string_set("target_projects").only_when("scope", ["team"])
                .doc("IDs of the projects that see the shared variables, with scope `team`. Default: all."),
            boolean("sensitive").default(false).absent_means(false)
                .doc("Values cannot be read in Vercel once written. Default `false`. Vercel has no sensitive variables for `development`."),
        ])
        .rule(Rule::RequiredWhen { attribute: "team_id".into(), discriminator: "scope".into(), values: vec!["team".into()] })
        .rule(Rule::OnlyWhen {
            attribute: "apply_to_all_custom_environments".into(),
            discriminator: "scope".into(),
            values: vec!["team".into()],
        })
        .rule(Rule::ValueWhen {
            attribute: "sensitive".into(),
            allowed: vec!["false".into()],
            discriminator: "env".into(),
            values: vec!["development".into()],
        })
        .special(|resource| resource.on_validate(somewhere))
}

/// Shared variables need at least one environment.
fn somewhere(config: &Value, diagnostics: &mut Diagnostics) {
    let config = config.get("destination_config");
    let nowhere = config.get("target_environments").is_empty()
        && matches!(
            config.get("apply_to_all_custom_environments"),
            Value::Null | Value::Bool(false)
        );
    if config.get("scope").as_str() == Some("team") && nowhere {
        diagnostics.error_at(
            Path::dotted("destination_config.target_environments"),
            "No environment to sync to",
            "With scope \"team\", name at least one of target_environments or set apply_to_all_custom_environments = true.",
        );
    }
}
