//! Chef: an item of a data bag.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("chef", "Chef")
        .doc("The secrets become the content of a data bag item. Needs an enterprise plan.")
        .imports_secrets()
        .destination([
            string("data_bag_name")
                .required()
                .len(1..=256)
                .doc("Name of the data bag (`knife data bag list`)."),
            string("data_bag_item_name")
                .required()
                .len(1..=256)
                .doc("Name of the item (`knife data bag show NAME`)."),
        ])
}
