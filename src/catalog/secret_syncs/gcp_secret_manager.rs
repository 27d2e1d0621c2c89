//! Google Cloud Secret Manager: global or regional secrets of a project.

use super::shared::*;

const LOCATIONS: [&str; 45] = [
    "asia-southeast3",
    "asia-south2",
    "asia-east2",
    "asia-southeast2",
    "australia-southeast2",
    "asia-south1",
    "asia-northeast2",
    "asia-northeast3",
    "asia-southeast1",
    "australia-southeast1",
    "asia-east1",
    "asia-northeast1",
    "europe-west1",
    "europe-west10",
    "europe-north1",
    "europe-north2",
    "europe-west3",
    "europe-west2",
    "europe-southwest1",
    "europe-west8",
    "europe-west4",
    "europe-west12",
    "europe-west9",
    "europe-central2",
    "europe-west6",
    "us-central1",
    "us-west4",
    "us-west2",
    "northamerica-south1",
    "northamerica-northeast1",
    "us-east4",
    "us-central2",
    "us-west1",
    "us-west3",
    "us-east1",
    "northamerica-northeast2",
    "us-east5",
    "us-south1",
    "us-west8",
    "southamerica-east1",
    "southamerica-west1",
    "me-central2",
    "me-central1",
    "me-west1",
    "africa-south1",
];

pub(super) fn sync() -> SecretSync {
    secret_sync("gcp-secret-manager", "GCP Secret Manager")
        .through("gcp")
        .doc("Each secret becomes a secret of a Google Cloud project.")
        .imports_secrets()
        .destination([
            string("project_id").required().not_empty().doc("ID of the Google Cloud project (not of the Infisical one)."),
            string("scope").default("global").one_of(["global", "region"])
                .doc("`global` (default): secrets replicated by Google. `region`: secrets of the one region `location_id`."),
            string("location_id").one_of(LOCATIONS).required_when("scope", ["region"])
                .doc("Region of the secrets, with scope `region`."),
            strings("user_replica_location_ids").one_of(LOCATIONS).only_when("scope", ["global"])
                .doc("Regions that hold replicas, with scope `global`. Default: Google chooses. Secrets that exist already keep theirs."),
        ])
}
