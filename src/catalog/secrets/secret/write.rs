//! Create, update and delete of a secret, and what follows when they are refused or their answer is lost.

use super::state::{self, View};
use super::{SecretResource, body, place_of};
use crate::api::{ApiError, Client, Request};
use crate::catalog::secrets::vault::{Filter, Hidden, Kind, Outcome, Place, Secret, Vault, Write};
use crate::framework::plan::{known, settle};
use crate::framework::traits::ApplyRequest;
use crate::framework::{Diagnostics, Path, Value};

type Written = (Value, Diagnostics);

impl SecretResource {
    pub(super) async fn write(&self, client: &Client, request: &ApplyRequest) -> Written {
        let (prior, planned, config) = (&request.prior, &request.planned, &request.config);
        let subject = if planned.is_null() { prior } else { planned };
        let place = match place_of(client, subject).await {
            Ok(place) => place,
            Err(diagnostics) => return (prior.clone(), diagnostics),
        };
        if planned.is_null() {
            match self.delete(client, &place, prior).await {
                Ok(()) => (Value::Null, Diagnostics::new()),
                Err(diagnostics) => (prior.clone(), diagnostics),
            }
        } else if prior.is_null() {
            self.create(client, &place, planned, config).await
        } else {
            match self.update(client, &place, request).await {
                Ok(written) => written,
                Err(diagnostics) => (prior.clone(), diagnostics),
            }
        }
    }

    async fn create(
        &self,
        client: &Client,
        place: &Place,
        planned: &Value,
        config: &Value,
    ) -> Written {
        let (write, alone) = body::create(planned, config);
        let sent = if alone {
            self.vault
                .write_alone(client, Kind::Create, place, write.clone())
                .await
        } else {
            self.vault
                .write(client, Kind::Create, place, write.clone())
                .await
        };
        let wanted = Wanted {
            place,
            planned,
            config,
            write,
        };
        match sent {
            Err(error) if exists(&error) || error.is_ambiguous() => {
                self.take_existing(client, &wanted, error).await
            }
            Err(error) => (Value::Null, self.create_refused(&wanted, &error)),
            Ok(outcome) => self.created(client, &wanted, outcome).await,
        }
    }

    async fn created(&self, client: &Client, wanted: &Wanted<'_>, outcome: Outcome) -> Written {
        let Wanted {
            place,
            planned,
            write,
            ..
        } = wanted;
        let told = match outcome {
            Outcome::Approval(request) => {
                let more = "The secret does not exist until it is approved and merged. Afterwards import it, or let the identity bypass the policy and apply again.";
                return (Value::Null, approval(&write.name, place, &request, more));
            }
            Outcome::Done(Some(secret)) => Some(*secret),
            // The answer does not tell it: ask.
            Outcome::Done(None) => match self
                .vault
                .by_name(client, place, &write.name, &Filter::default())
                .await
            {
                Ok(found) => found,
                Err(error) => {
                    return (
                        Value::Null,
                        self.explain("read back the created", planned, &error, None),
                    );
                }
            },
        };
        match told {
            Some(secret) => (over(planned, &secret), Diagnostics::new()),
            None => {
                let text = format!("Infisical accepted {} but does not show it.", write.name);
                (
                    Value::Null,
                    Diagnostics::from_error("Cannot create secret", text),
                )
            }
        }
    }

    /// A create was refused because the name is taken, or its answer was lost: the secret that is there is ours when it is just
    /// what was to be created, still in its first version, and written by this identity.
    async fn take_existing(
        &self,
        client: &Client,
        wanted: &Wanted<'_>,
        error: ApiError,
    ) -> Written {
        let Wanted {
            place,
            planned,
            config,
            write,
        } = wanted;
        let found = match self.vault.find(client, place, None, &write.name).await {
            Ok(found) => found,
            Err(_) => return (Value::Null, self.explain("create", planned, &error, None)),
        };
        let Some(secret) = found else {
            if error.is_ambiguous() {
                let advice = "It was looked for afterwards and is not there: apply again.";
                return (
                    Value::Null,
                    self.explain("create", planned, &error, Some(advice.to_owned())),
                );
            }
            // Others of its batch exist, this one does not: it was refused together with them.
            return match self
                .vault
                .write_alone(client, Kind::Create, place, write.clone())
                .await
            {
                Ok(outcome) => self.created(client, wanted, outcome).await,
                Err(error) => (Value::Null, self.create_refused(wanted, &error)),
            };
        };
        let me = client
            .identity()
            .await
            .ok()
            .and_then(|identity| identity.id);
        let by_us = match (&secret.actor, &me) {
            (Some(actor), Some(me)) => actor == me,
            _ => true,
        };
        if !(by_us && secret.version == 1 && body::is_the_same(&secret, planned, config)) {
            return (Value::Null, self.create_refused(wanted, &error));
        }
        let mut diagnostics = Diagnostics::new();
        if !error.is_ambiguous() {
            diagnostics.warning(
                "An existing secret was adopted",
                format!(
                    "{} was in {} of {} already, with the same value, tags and metadata, in its first version: as an earlier, interrupted apply leaves it. It is managed by this resource now.",
                    write.name, place.path, place.environment
                ),
            );
        }
        (over(planned, &secret), diagnostics)
    }

    fn create_refused(&self, wanted: &Wanted<'_>, error: &ApiError) -> Diagnostics {
        let Wanted {
            place,
            write,
            planned,
            ..
        } = wanted;
        let advice = if exists(error) {
            Some(format!(
                "A secret {} exists in {} of {} and is not the same as the configured one. To manage it, import it:\n  terraform import infisical_secret.<name> '{}:{}:{}:{}'",
                write.name,
                place.path,
                place.environment,
                place.project,
                place.environment,
                place.path,
                write.name
            ))
        } else if Vault::is_gone(error) && place.path != "/" {
            Some(format!(
                "The folder {} must exist in {} first. When it is created in the same run, refer to it: folder_path = infisical_secret_folder.<name>.path",
                place.path, place.environment
            ))
        } else {
            None
        };
        self.explain("create", planned, error, advice)
    }

    async fn update(
        &self,
        client: &Client,
        place: &Place,
        request: &ApplyRequest,
    ) -> Result<Written, Diagnostics> {
        let ApplyRequest {
            prior,
            planned,
            config,
            ..
        } = request;
        let Some((write, alone)) = body::update(prior, planned, config) else {
            // Nothing for the API: what only it knows stays.
            return Ok((known(&settle(planned, prior)), Diagnostics::new()));
        };
        let sent = if alone {
            self.vault
                .write_alone(client, Kind::Update, place, write.clone())
                .await
        } else {
            self.vault
                .write(client, Kind::Update, place, write.clone())
                .await
        };
        let id = prior.get("id").as_str().unwrap_or_default();
        let told = match sent {
            Ok(Outcome::Done(told)) => told.map(|secret| *secret),
            Ok(Outcome::Approval(request)) => {
                let more = "Nothing has changed until it is approved and merged; the next plan shows the change again until then.";
                return Err(approval(&write.name, place, &request, more));
            }
            Err(error) if Vault::is_gone(&error) => match self.vault.by_id(client, id, place).await
            {
                // A repeated rename: the first try landed although its answer was lost.
                Ok(Some(Some(secret)))
                    if Some(secret.name.as_str())
                        == write
                            .fields
                            .get("newSecretName")
                            .and_then(|name| name.as_str()) =>
                {
                    Some(secret)
                }
                _ => return Err(self.update_gone(planned, &write, &error)),
            },
            Err(error) => return Err(self.explain("update", planned, &error, None)),
        };
        let told = match told {
            Some(secret) => Some(secret),
            None => self
                .vault
                .by_id(client, id, place)
                .await
                .ok()
                .flatten()
                .flatten(),
        };
        let state = match told {
            Some(secret) => over(planned, &secret),
            None => known(&settle(planned, prior)),
        };
        let mut diagnostics = Diagnostics::new();
        if !prior.get("secret_reminder").is_null() && planned.get("secret_reminder").is_null() {
            self.take_reminder_back(client, id, &write.name, &mut diagnostics)
                .await;
        }
        Ok((state, diagnostics))
    }

    fn update_gone(&self, planned: &Value, write: &Write, error: &ApiError) -> Diagnostics {
        let advice = format!(
            "{} was renamed, moved or deleted since the plan was made: plan again.",
            write.name
        );
        self.explain("update", planned, error, Some(advice))
    }

    /// Newer servers keep reminders in a table of their own, and some let only users take them away.
    async fn take_reminder_back(
        &self,
        client: &Client,
        id: &str,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) {
        let request = Request::delete("/api/v1/reminders/secrets/{secretId}").param("secretId", id);
        match client.call(request).await {
            Err(error) if !(error.is_not_found() || error.is_route_missing()) => diagnostics.warning_at(
                Path::dotted("secret_reminder"),
                "The reminder stays",
                format!("Infisical does not let this identity remove the reminder of {name}; remove it in the web interface. {error}"),
            ),
            _ => {}
        }
    }

    async fn delete(
        &self,
        client: &Client,
        place: &Place,
        prior: &Value,
    ) -> Result<(), Diagnostics> {
        let write = |name: &str| Write {
            name: name.trim().to_owned(),
            ..Write::default()
        };
        let name = prior.get("name").as_str().unwrap_or_default();
        let refused = match self
            .vault
            .write(client, Kind::Delete, place, write(name))
            .await
        {
            Err(error) if Vault::is_gone(&error) => {
                // Renamed or moved since the last refresh: it is still ours.
                let id = prior.get("id").as_str().unwrap_or_default();
                match self.vault.by_id(client, id, place).await {
                    Ok(Some(Some(secret))) => {
                        self.vault
                            .write(client, Kind::Delete, &secret.place, write(&secret.name))
                            .await
                    }
                    _ => return Ok(()),
                }
            }
            other => other,
        };
        match refused {
            Ok(Outcome::Done(_)) => Ok(()),
            Ok(Outcome::Approval(request)) => {
                let more =
                    "The secret stays until it is approved and merged; destroy again afterwards.";
                Err(approval(name, place, &request, more))
            }
            Err(error) if Vault::is_gone(&error) => Ok(()),
            Err(error) => Err(self.explain("delete", prior, &error, None)),
        }
    }
}

/// What a create is about.
struct Wanted<'a> {
    place: &'a Place,
    planned: &'a Value,
    config: &'a Value,
    write: Write,
}

/// The plan with what only the API knows.
fn over(planned: &Value, secret: &Secret) -> Value {
    let (told, _): (Value, Result<(), Hidden>) = state::of(secret, View::Over(planned));
    known(&settle(planned, &told))
}

fn exists(error: &ApiError) -> bool {
    error.message().to_lowercase().contains("already exist")
}

/// The error for an approval request in the place of a write.
pub fn approval(name: &str, place: &Place, request: &str, more: &str) -> Diagnostics {
    Diagnostics::from_error(
        "The change waits for approval",
        format!(
            "A secret approval policy of the project guards {} in {}: instead of writing {name}, Infisical opened the approval request {request}. {more}",
            place.path, place.environment
        ),
    )
}
