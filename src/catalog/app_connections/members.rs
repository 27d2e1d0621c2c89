//! Members of `credentials` that several apps have.

use crate::rest::prelude::*;

/// `instance_url`, with what it is at the app.
pub fn instance_url(doc: &str) -> Field {
    string("instance_url").format(Format::Url).doc(doc)
}

/// `code`: the one-time authorization code of a browser's consent.
pub fn code() -> Field {
    string("code")
        .required()
        .secret()
        .not_empty()
        .doc("One-time authorization code that the app hands out in the browser after consent.")
}

/// `installation_id` of a GitHub App.
pub fn installation_id() -> Field {
    string("installation_id")
        .required()
        .secret()
        .not_empty()
        .doc(
            "ID of the GitHub App's installation: the number at the end of the address of the installation's settings page, \
             also sent to the browser beside the code.",
        )
}
