//! What all certificate syncs share: base attributes, options, calls, imports, and the builder that adds a destination's own.

use std::time::Duration;

use crate::framework::{Diagnostics, Path};
pub(super) use crate::rest::prelude::*;

/// How long a destroy with `remove_certificates_on_destroy` waits for the removal job.
const REMOVAL: Duration = Duration::from_secs(15 * 60);

/// Group in the docs.
pub(super) const GROUP: &str = "Certificate Syncs";
/// All syncs; the only reads that tell the application.
pub(super) const ALL: &str = "/api/v1/cert-manager/syncs";

/// Placeholders of which a name schema needs one: they make names unique.
const UNIQUE: &str = r"\{\{(?:certificateId|shortCertificateId)\}\}";
/// Its other placeholders.
const OTHER: &str = r"\{\{(?:profileId|applicationId|applicationName|commonName)\}\}";

/// A certificate sync in the making.
pub(super) struct CertificateSync {
    /// path segment of the destination
    pub(super) destination: &'static str,
    /// certificates can be removed from the destination on demand
    pub(super) removes: bool,
    title: &'static str,
    about: &'static str,
    connection: &'static str,
    letters: (&'static str, &'static str),
    length: fn(&Value, &mut Diagnostics),
    options: Vec<Field>,
    config: Vec<Field>,
}

/// A sync to the destination with this path segment, e.g. `azure-key-vault`.
pub(super) fn certificate_sync(destination: &'static str, title: &'static str) -> CertificateSync {
    CertificateSync {
        destination,
        removes: true,
        title,
        about: "",
        connection: destination,
        letters: ("a-zA-Z0-9_-", "letters, digits, `_` and `-`"),
        length: names_fit::<255>,
        options: Vec::new(),
        config: Vec::new(),
    }
}

/// A switch of `sync_options` with its default.
pub(super) fn switch(name: &str, default: bool, doc: &str) -> Field {
    boolean(name)
        .default(default)
        .absent_means(default)
        .doc(&format!("{doc} Default `{default}`."))
}

/// Names of the members in the JSON that holds a certificate, where the destination stores JSON.
pub(super) fn field_mappings() -> Field {
    let mapped = |name: &str, default: &str, what: &str| {
        string(name)
            .not_empty()
            .default(default)
            .absent_means(default)
            .doc(&format!("Member that holds {what}. Default `{default}`."))
    };
    object(
        "field_mappings",
        [
            mapped("certificate", "certificate", "the certificate"),
            mapped("private_key", "private_key", "its private key"),
            mapped("certificate_chain", "certificate_chain", "the chain"),
            mapped("ca_certificate", "ca_certificate", "the root certificate"),
        ],
    )
    .optional_computed()
    .absent_means(Value::Null)
    .doc("Names of the members in the JSON that is stored. Left out, they stay as they are.")
}

impl CertificateSync {
    /// More about the resource, appended to its first sentence.
    pub(super) fn doc(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }
    /// The app of its connections where that has another name than the destination.
    pub(super) fn through(mut self, app: &'static str) -> Self {
        self.connection = app;
        self
    }
    /// Letters of names at the destination: inside of a character class, and in words.
    pub(super) fn letters(mut self, class: &'static str, words: &'static str) -> Self {
        self.letters = (class, words);
        self
    }
    /// How long names at the destination may be.
    pub(super) fn longest<const LONGEST: usize>(mut self) -> Self {
        self.length = names_fit::<LONGEST>;
        self
    }
    /// The API cannot remove certificates from the destination on demand.
    pub(super) fn never_removes(mut self) -> Self {
        self.removes = false;
        self
    }
    /// Further members of `sync_options`.
    pub(super) fn options(mut self, options: impl IntoIterator<Item = Field>) -> Self {
        self.options.extend(options);
        self
    }
    /// Members of `destination_config`.
    pub(super) fn destination(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.config.extend(fields);
        self
    }

    fn name_schema(&self) -> Field {
        let (letters, words) = self.letters;
        string("certificate_name_schema").required().not_empty().trimmed()
            .pattern(
                &format!(r"^[ \n]?(?:[{letters}]|{OTHER})*{UNIQUE}(?:[{letters}]|{OTHER}|{UNIQUE})*[ \n]?$"),
                &format!("must hold `{{{{certificateId}}}}` or `{{{{shortCertificateId}}}}`, and beside it only {words} and the placeholders `{{{{profileId}}}}`, `{{{{applicationId}}}}`, `{{{{applicationName}}}}` and `{{{{commonName}}}}`"),
            )
            .doc("How certificates are named at the destination, for example `web-{{shortCertificateId}}`. Must hold `{{certificateId}}` or `{{shortCertificateId}}`; may hold `{{profileId}}`, `{{applicationId}}`, `{{applicationName}}` and `{{commonName}}`.")
    }

    /// The resource.
    pub(super) fn build(self) -> RestResource {
        let (destination, title) = (self.destination, self.title);
        let write = format!("{ALL}/{destination}");
        let one = format!("{write}/{{id}}");
        let options = [
            constant("canImportCertificates", false),
            switch(
                "can_remove_certificates",
                true,
                "Remove a certificate from the destination when it leaves the sync or is no longer valid.",
            ),
            switch(
                "include_root_ca",
                false,
                "Put the root certificate into the chain too.",
            ),
            self.name_schema(),
        ];
        let removes = self.removes;
        let mut resource = RestResource::new(
            &format!("certificate_sync_{}", destination.replace('-', "_")),
            &format!("{title} certificate sync"),
            GROUP,
        )
        .doc(&format!(
            "Keeps certificates of an application up to date at {title}. {} Which certificates: `infisical_certificate_sync_certificate`, or `filters`.",
            self.about
        ))
        .fields(base(self.connection))
        .fields([
            object("sync_options", options.into_iter().chain(self.options)).required().doc("How certificates are synced."),
            object("destination_config", self.config).required().doc(&format!("Where in {title} the certificates go.")),
        ])
        .creates(post(&write))
        .reads(get(&format!("{ALL}/{{id}}")))
        .updates(patch(&one))
        .expects("destination", destination, "infisical_certificate_sync_")
        .listed(ALL, "pkiSyncs")
        .list_keys("id", "")
        .import("{id:uuid}")
        .import_by(
            "{application_id},{name}",
            get(&format!("{ALL}?applicationId={{application_id}}")).envelope("pkiSyncs").pick("name", "name"),
        )
        .identity(&["id"])
        .on_validate(self.length);
        if removes {
            let asked = || Condition::Is("remove_certificates_on_destroy", "true");
            let removal = Until {
                status: "removeStatus",
                done: vec!["succeeded"],
                failed: vec!["failed"],
                reason: "lastRemoveMessage",
                timeouts: vec!["timeouts.delete"],
                usual: REMOVAL,
            };
            resource = resource
                .fields([
                    boolean("remove_certificates_on_destroy").local()
                        .doc("On destroy, first remove the synced certificates from the destination, and wait until that is done. Default `false`: they stay there."),
                    timeouts(&["delete"]),
                ])
                .deletes(post(&format!("{one}/remove-certificates")).no_fields().when(asked()))
                .deletes(get(&format!("{ALL}/{{id}}")).until(removal).when(asked()));
        }
        resource.deletes(delete(&one))
    }
}

fn base(connection: &str) -> Vec<Field> {
    let app = connection.replace('-', "_");
    vec![
        id(),
        string("name").required().len(1..=256).trimmed().doc("Name of the sync."),
        string("description").len(0..=255).trimmed().clear_with("").doc("What the sync is for."),
        string("application_id").required().uuid().replace()
            .doc("ID of the application whose certificates are synced (`infisical_cert_manager_application`)."),
        string("connection_id").required().uuid()
            .doc(&format!("ID of the app connection (`infisical_app_connection_{app}`) through which the sync reaches the destination.")),
        boolean("auto_sync_enabled").json("isAutoSyncEnabled").default(true)
            .doc("Sync whenever a certificate is issued, renewed or revoked. Default `true`. When `false`, only on demand (action `infisical_certificate_sync_run`)."),
        object("filters", [
            string_set("profile_ids").uuid().doc("IDs of certificate profiles."),
            string_set("certificate_order_ids").uuid().doc("IDs of certificate orders."),
            objects("metadata", [
                string("key").required().not_empty().doc("Key of the metadata."),
                string("value").doc("Its value. Default: any."),
            ]).doc("Metadata that the certificates have."),
        ]).doc("Which certificates of the application are synced by themselves. Newest servers only."),
        status("sync_status").doc("State of the last sync when Terraform last looked: `pending`, `running`, `succeeded` or `failed`."),
        status("last_sync_message").doc("What the last sync said, above all why it failed."),
        status("last_synced_at").doc("When the last sync ended."),
    ]
}

/// Hook: the shortest name that the schema can make is not too long for the destination.
fn names_fit<const LONGEST: usize>(config: &Value, diagnostics: &mut Diagnostics) {
    let path = "sync_options.certificate_name_schema";
    let Some(schema) = config.at(path).as_str() else {
        return;
    };
    // IDs are UUIDs, everything else has one letter at least.
    let mut shortest = schema.trim().to_owned();
    for (placeholder, length) in [
        ("{{certificateId}}", 36),
        ("{{profileId}}", 36),
        ("{{applicationId}}", 36),
        ("{{shortCertificateId}}", 1),
        ("{{applicationName}}", 1),
        ("{{commonName}}", 1),
    ] {
        shortest = shortest.replace(placeholder, &"x".repeat(length));
    }
    let length = shortest.chars().count();
    if length > LONGEST {
        diagnostics.error_at(
            Path::dotted(path),
            "Names would be too long",
            format!("Names at the destination have at most {LONGEST} characters; this schema makes names of at least {length}."),
        );
    }
}

/// What the server's jobs write: it changes on its own, so whatever an answer says or lacks is no reason to read again.
pub(super) fn status(name: &str) -> Field {
    string(name).computed().absent_means(Value::Null)
}
