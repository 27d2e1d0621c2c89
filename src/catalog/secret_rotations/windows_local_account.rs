//! Windows: the password of a local account, over SMB.

use super::*;

/// Characters that pass through Windows' tools unharmed.
const HARMLESS: &str = r#"^[^; '"`|]*$"#;
const MEANS: &str = "text without blank, `;`, `|` and quotes";

/// Accounts that Infisical refuses.
const BUILT_IN: [&str; 4] = ["administrator", "system", "guest", "defaultaccount"];

/// The declaration.
pub fn resource() -> RestResource {
    let symbols = symbols().pattern(HARMLESS, MEANS);
    let name = text("username")
        .required()
        .replace()
        .len(1..=20)
        .pattern("^[a-zA-Z0-9_]([a-zA-Z0-9._-]*[a-zA-Z0-9_-])?$", "letters, digits, `.`, `_` and `-`, without `.` or `-` at the start and `.` at the end")
        .doc("Name of the account, no built-in one. Fixed: a change replaces the rotation.");
    account_rotation(
        "windows-local-account",
        "Windows account password",
        "smb",
        [name, password_requirements(1..=250, 0, symbols), method(LOGINS)],
        present_password().pattern(HARMLESS, MEANS),
    )
    .on_validate(|config, diagnostics| {
        check(config, diagnostics);
        let name = config.at("parameters.username").as_str().unwrap_or_default();
        if BUILT_IN.contains(&name.trim().to_lowercase().as_str()) {
            diagnostics.error_at(
                Path::dotted("parameters.username"),
                "Built-in account",
                format!("{name} is built into Windows; Infisical does not rotate its password."),
            );
        }
    })
}
