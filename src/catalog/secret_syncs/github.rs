//! GitHub: Actions secrets of an organization, a repository or an environment of one.

use super::shared::*;

const REPOSITORY: [&str; 2] = ["repository", "repository-environment"];

pub(super) fn sync() -> SecretSync {
    secret_sync("github", "GitHub")
        .doc("Each secret becomes an Actions secret of an organization, a repository, or an environment of a repository.")
        .destination([
            string("scope").required().one_of(["organization", "repository", "repository-environment"])
                .doc("Whose secrets: `organization`, `repository` or `repository-environment`."),
            string("repository_owner").required_when("scope", ["organization", "repository", "repository-environment"])
                .read_as(["owner", "org"])
                .named_by("scope", &[("organization", "org"), ("repository", "owner"), ("repository-environment", "owner")])
                .doc("Name of the organization, or of the user or organization that owns the repository."),
            string("repository_name").json("repo").required_when("scope", REPOSITORY)
                .doc("Name of the repository, without its owner."),
            string("repository_environment").json("env").required_when("scope", ["repository-environment"])
                .doc("Name of the repository's environment."),
            string("visibility").one_of(["all", "private", "selected"]).required_when("scope", ["organization"])
                .doc("Which repositories of the organization see the secrets: `all`, `private` ones, or those in `selected_repository_ids`."),
            plain("selected_repository_ids", Type::list(Type::Number)).check(Validator::Each(Box::new(Validator::Integer)))
                .required_when("visibility", ["selected"])
                .doc("IDs of the repositories that see the secrets (`gh api repos/OWNER/NAME --jq .id`), with visibility `selected`."),
        ])
}
