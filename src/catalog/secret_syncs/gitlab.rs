//! GitLab: CI/CD variables of a project or a group.

use serde_json::Value as Json;

use super::shared::*;

const NAMES: [(&str, &str, &str); 2] = [
    ("projectId", "projectName", "project_name"),
    ("groupId", "groupName", "group_name"),
];

pub(super) fn sync() -> SecretSync {
    secret_sync("gitlab", "GitLab")
        .doc("Each secret becomes a CI/CD variable of a project or a group.")
        .destination([
            string("scope").required().one_of(["project", "group"]).doc("Whose variables: of a `project` or a `group`."),
            string("project_id").required_when("scope", ["project"])
                .doc("ID of the project, with scope `project`: GitLab, the project's overview, ⋮ menu."),
            string("project_name").only_when("scope", ["project"])
                .doc("Name of the project, shown in Infisical. Default: its ID."),
            string("group_id").required_when("scope", ["group"])
                .doc("ID of the group, with scope `group`: GitLab, the group's overview, ⋮ menu."),
            string("group_name").only_when("scope", ["group"])
                .doc("Name of the group, shown in Infisical. Default: its ID."),
            string("target_environment").required().not_empty()
                .doc("GitLab environment scope of the variables; `*` for all."),
            flag("should_protect_secrets", false, "Variables only reach pipelines of protected branches and tags. Default `false`."),
            flag("should_mask_secrets", true, "Values are masked in job logs. Default `true`; GitLab refuses to mask some values."),
            flag("should_hide_secrets", false, "Values cannot be read in GitLab once written. Default `false`."),
        ])
        .special(|resource| resource.on_send(name_by_id).on_answer(forget_names_by_id))
}

/// The server takes its own defaults for flags that are left out, so they always go.
fn flag(name: &str, default: bool, doc: &str) -> Field {
    boolean(name)
        .default(default)
        .absent_means(default)
        .doc(doc)
}

/// The API demands the name, which is for people only: the ID stands in for a name that is not configured.
fn name_by_id(_: Verb, body: &mut Json, _: &Value) {
    for (id, name, _) in NAMES {
        stand_in(body, id, name);
    }
}

fn forget_names_by_id(answer: &mut Json, known: &Value) {
    for (id, name, attribute) in NAMES {
        forget_stand_in(answer, known, id, name, attribute);
    }
}
