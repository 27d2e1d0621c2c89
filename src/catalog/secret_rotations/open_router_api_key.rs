//! OpenRouter: API keys with a credit limit.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "open-router-api-key",
        "OpenRouter API key",
        "openrouter",
        [
            text("name").required().len(1..=100).doc("Name of the API key in OpenRouter, at most 100 characters."),
            number("limit").doc("Credit limit in US dollars, above 0. No limit by default."),
            string("limit_reset")
                .one_of(["daily", "weekly", "monthly"])
                .doc("When the limit starts anew: `daily`, `weekly` or `monthly`. Never by default."),
            boolean("include_byok_in_limit").doc("Count what is spent with own provider keys too."),
        ],
        [("api_key", "API key")],
    )
    .on_validate(|config, diagnostics| {
        check(config, diagnostics);
        let limit = config.at("parameters.limit");
        if matches!(limit, Value::Number(n) if n.as_f64() <= 0.0) {
            diagnostics.error_at(
                Path::dotted("parameters.limit"),
                "Limit too low",
                "limit must be above 0; leave it out for no limit.",
            );
        }
    })
}
