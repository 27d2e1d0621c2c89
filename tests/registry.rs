//! What must hold of every registered type, whoever declared it.

use terraform_provider_infisical::framework::schema::{OnChange, Presence};
use terraform_provider_infisical::framework::traits::Provider;
use terraform_provider_infisical::provider::InfisicalProvider;

/// Core refuses an identity that changes: only what is fixed as long as the object lives may be a part of it.
#[test]
fn identities_never_change() {
    let provider = InfisicalProvider::new();
    let mut faults = Vec::new();
    for (name, resource) in provider.resources().iter() {
        let Some(identity) = resource.identity_schema() else {
            faults.push(format!("{name} has no identity"));
            continue;
        };
        for part in &identity.attributes {
            let Some(attribute) = resource.schema().block.attribute(&part.name) else {
                faults.push(format!("{name}: {} is no attribute", part.name));
                continue;
            };
            let settable = attribute.presence != Presence::Computed;
            if settable && attribute.on_change == OnChange::Update {
                faults.push(format!("{name}: {} can change in place", part.name));
            }
            if attribute.sensitive {
                faults.push(format!("{name}: {} is sensitive", part.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
