//! The command line of `export`.

use super::{Options, Scope};

/// What `--help` prints.
pub const HELP: &str = "\
Usage: terraform-provider-infisical export (--project ID|SLUG | --organization) [--out DIR]

Writes Terraform configuration with import blocks for what stands in Infisical: a project with everything in it, or the
identities, roles, groups and connections of the organization. Secrets are never written: the configuration takes them
from variables, as write-only attributes where the resource has them. `terraform plan` of the result shows imports only.

  --project ID|SLUG   export this project
  --organization      export what belongs to the organization itself
  --out DIR           write files into this folder, which must not hold any .tf file (default: print them)

The server and the login come from the provider's environment variables, such as INFISICAL_HOST,
INFISICAL_UNIVERSAL_AUTH_CLIENT_ID and INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET.";

/// Reads the arguments; nothing when they ask for help, an explanation when they do not fit.
pub fn parse(arguments: &[String]) -> Result<Option<Options>, String> {
    let (mut scope, mut out) = (None, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let mut value = || {
            inline
                .clone()
                .or_else(|| rest.next().cloned())
                .filter(|value| !value.is_empty())
                .ok_or_else(|| format!("{name} needs a value."))
        };
        let wanted = match name {
            "--help" | "-h" => return Ok(None),
            "--project" => Scope::Project(value()?),
            "--organization" => Scope::Organization,
            "--out" => {
                out = Some(value()?.into());
                continue;
            }
            other => return Err(format!("«{other}» is no option of export.")),
        };
        if scope.replace(wanted).is_some() {
            return Err("Name one scope: a project or the organization.".into());
        }
    }
    match scope {
        Some(scope) => Ok(Some(Options { scope, out })),
        None => Err("Say what to export: --project or --organization.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Options>, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn a_scope_and_a_folder() {
        let expected = Options {
            scope: Scope::Project("shop".into()),
            out: Some("here".into()),
        };
        assert_eq!(
            parsed("--project shop --out here"),
            Ok(Some(expected.clone()))
        );
        assert_eq!(parsed("--out=here --project=shop"), Ok(Some(expected)));
        assert_eq!(parsed("--help"), Ok(None));
    }

    #[test]
    fn what_does_not_fit_is_explained() {
        for (line, words) in [
            ("", "Say what"),
            ("--project", "needs a value"),
            ("--project a --organization", "one scope"),
            ("--all", "no option"),
        ] {
            assert!(parsed(line).is_err_and(|why| why.contains(words)), "{line}");
        }
    }
}
