//! Chef: items of a data bag.

use super::shared::*;

pub(super) fn sync() -> CertificateSync {
    certificate_sync("chef", "Chef")
        .doc("Each certificate becomes an item of a data bag. Chef connections need an enterprise plan.")
        .options([
            switch("preserve_item_on_renewal", true, "Write a renewed certificate into the item of the old one, so that its name stays."),
            switch("update_existing_certificates", true, "Write over an item that exists under the name."),
            field_mappings(),
        ])
        .destination([string("data_bag_name").required().len(1..=255).trimmed()
            .pattern("^[a-zA-Z0-9_-]+$", "may hold letters, digits, `_` and `-` only")
            .doc("Name of the data bag (`knife data bag list`).")])
}
