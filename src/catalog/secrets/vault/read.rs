//! Reading secrets: many of one folder share one list call; what is not in it is looked for by its ID before it counts as gone.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value as Json;

use super::routes::{Filter, OLD, Place, TODAY};
use super::{Secret, Vault, ask};
use crate::api::{ANY_WRITE, ApiError, Client};

/// So many secrets of one folder are read one by one: a single one among thousands needs no list.
const READS_BEFORE_LISTING: u32 = 2;

/// So many missing secrets of one folder are looked for by their ID; when all of them are gone the list is believed.
const SEARCHES: u32 = 5;

/// What is known about a place from earlier reads.
#[derive(Default)]
pub struct Visits {
    reads: u32,
    gone: u32,
    /// where missing secrets were found: the folder was renamed, or they were moved
    elsewhere: Option<Place>,
}

impl Vault {
    /// The secret with this ID, else the one with this name at the place.
    pub async fn find(
        &self,
        client: &Client,
        place: &Place,
        id: Option<&str>,
        name: &str,
    ) -> Result<Option<Secret>, ApiError> {
        let alone = self.count_read(place) < READS_BEFORE_LISTING;
        if alone {
            let found = match id {
                Some(id) => self.by_id(client, id, place).await,
                None => self
                    .by_name(client, place, name, &Filter::default())
                    .await
                    .map(Some),
            };
            // Not found, or not to be asked like this: the list tells more.
            if let Ok(Some(Some(secret))) = found {
                return Ok(Some(secret));
            }
        }
        let list = match self.list(client, place, &Filter::default()).await {
            Ok(list) => list,
            Err(error) if error.is_not_found() => Arc::default(),
            Err(error) => return self.without_list(client, place, id, name, error).await,
        };
        if let Some(secret) = id.and_then(|id| pick(&list, "id", id, place)) {
            return Ok(Some(secret));
        }
        if let Some(id) = id
            && let Some(secret) = self.search(client, place, id).await?
        {
            return Ok(Some(secret));
        }
        Ok(pick(&list, "secretKey", name, place))
    }

    /// The list is refused, for example to an identity that may see single secrets only: each is read by itself.
    async fn without_list(
        &self,
        client: &Client,
        place: &Place,
        id: Option<&str>,
        name: &str,
        refusal: ApiError,
    ) -> Result<Option<Secret>, ApiError> {
        if !refusal.is_permission_denied() {
            return Err(refusal);
        }
        if let Some(id) = id
            && let Some(found) = self.by_id(client, id, place).await?
        {
            return Ok(found);
        }
        self.by_name(client, place, name, &Filter::default()).await
    }

    /// Looks for a secret that is not in the list of its place: by the place where others were found, then by its ID.
    async fn search(
        &self,
        client: &Client,
        place: &Place,
        id: &str,
    ) -> Result<Option<Secret>, ApiError> {
        let elsewhere = {
            let mut places = self.places();
            let visits = places.entry(place.clone()).or_default();
            if visits.elsewhere.is_none() && visits.gone >= SEARCHES {
                return Ok(None);
            }
            visits.elsewhere.clone()
        };
        if let Some(elsewhere) = elsewhere
            && let Ok(list) = self.list(client, &elsewhere, &Filter::default()).await
            && let Some(secret) = pick(&list, "id", id, &elsewhere)
        {
            return Ok(Some(secret));
        }
        let Some(found) = self.by_id(client, id, place).await? else {
            return Ok(None);
        };
        let mut places = self.places();
        let visits = places.entry(place.clone()).or_default();
        match &found {
            Some(secret) if secret.place != *place => {
                visits.elsewhere = Some(secret.place.clone());
            }
            Some(_) => {}
            None => visits.gone += 1,
        }
        Ok(found)
    }

    fn count_read(&self, place: &Place) -> u32 {
        let mut places = self.places();
        let visits = places.entry(place.clone()).or_default();
        visits.reads += 1;
        visits.reads - 1
    }

    /// The secret with this ID, or that there is none; `None` when this server or this credential cannot be asked so.
    pub async fn by_id(
        &self,
        client: &Client,
        id: &str,
        place: &Place,
    ) -> Result<Option<Option<Secret>>, ApiError> {
        let unknown = |request| client.route_missing_seen(&request);
        if client.is_service_token() || (unknown(TODAY.by_id(id)) && unknown(OLD.by_id(id))) {
            return Ok(None);
        }
        match ask(client, |dialect| dialect.by_id(id)).await {
            Ok(answer) => Ok(Some(Secret::from_json(enveloped(&answer), place))),
            Err(error) if error.is_not_found() => Ok(Some(None)),
            Err(error) if error.is_route_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The secret of this name by a call of its own.
    pub async fn by_name(
        &self,
        client: &Client,
        place: &Place,
        name: &str,
        filter: &Filter,
    ) -> Result<Option<Secret>, ApiError> {
        match ask(client, |dialect| dialect.by_name(place, name, filter)).await {
            Ok(answer) => Ok(Secret::from_json(enveloped(&answer), place)),
            Err(error) if error.is_not_found() => Ok(None),
            // Servers of 2024 have no 404 for secrets.
            Err(error) if error.status() == Some(400) && says_unknown(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All secrets of a place, shared with others who ask for the same. Never older than our own last write: of this place,
    /// or of any place where the answer depends on others.
    pub async fn list(
        &self,
        client: &Client,
        place: &Place,
        filter: &Filter,
    ) -> Result<Arc<Json>, ApiError> {
        let scope = place.scope();
        let depends_on_others = filter.expand || filter.imports || filter.recursive;
        let key = format!("{scope} {filter:?}");
        let read = || ask(client, |dialect| dialect.list(place, filter));
        let scope = if depends_on_others { ANY_WRITE } else { &scope };
        client.read_shared(key, scope, read).await
    }
}

/// Whether an older server says that what was named is not there.
pub(super) fn says_unknown(error: &ApiError) -> bool {
    let message = error.message().to_lowercase();
    message.contains("not found") || message.contains("does not exist")
}

fn enveloped(answer: &Json) -> &Json {
    answer.get("secret").unwrap_or(answer)
}

/// The secrets of a list.
fn secrets(list: &Json) -> &[Json] {
    list.get("secrets")
        .and_then(Json::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The secrets of a list, read.
pub fn secrets_of<'a>(list: &'a Json, place: &'a Place) -> impl Iterator<Item = Secret> + 'a {
    secrets(list)
        .iter()
        .filter_map(|json| Secret::from_json(json, place))
}

/// The shared secret of a list whose member has this text.
pub fn pick(list: &Json, member: &str, text: &str, place: &Place) -> Option<Secret> {
    let is =
        |json: &Json, key: &str, text: &str| json.get(key).and_then(Json::as_str) == Some(text);
    let found = secrets(list)
        .iter()
        .find(|json| is(json, member, text) && !is(json, "type", "personal"))?;
    Secret::from_json(found, place)
}

/// The folder's own secrets, and of its imports those that nothing hides: own ones come first, then the last import.
pub fn imported(list: &Json, place: &Place) -> Vec<Secret> {
    let mut out: Vec<Secret> = secrets_of(list, place).collect();
    let mut seen: HashSet<String> = out.iter().map(|secret| secret.name.clone()).collect();
    let imports = list.get("imports").and_then(Json::as_array);
    for import in imports.into_iter().flatten().rev() {
        let text = |key: &str| import.get(key).and_then(Json::as_str).unwrap_or_default();
        let from = Place::new(&place.project, text("environment"), text("secretPath"));
        for secret in secrets_of(import, &from) {
            if seen.insert(secret.name.clone()) {
                out.push(secret);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn own_secrets_hide_imported_ones_and_later_imports_hide_earlier_ones() {
        let secret = |name: &str, value: &str| json!({"id": value, "secretKey": name, "secretValue": value, "type": "shared"});
        let list = json!({
            "secrets": [secret("A", "own")],
            "imports": [
                {"environment": "dev", "secretPath": "/1", "secrets": [secret("A", "1"), secret("B", "1"), secret("C", "1")]},
                {"environment": "dev", "secretPath": "/2", "secrets": [secret("B", "2")]},
            ],
        });
        let mut found: Vec<_> = imported(&list, &Place::new("p", "dev", "/"))
            .into_iter()
            .map(|s| format!("{}={}", s.name, s.value.unwrap()))
            .collect();
        found.sort();
        assert_eq!(found, ["A=own", "B=2", "C=1"]);
    }

    #[test]
    fn a_personal_secret_is_not_taken_for_the_shared_one() {
        let list = json!({"secrets": [
            {"id": "1", "secretKey": "A", "type": "personal"},
            {"id": "2", "secretKey": "A", "type": "shared"},
        ]});
        let place = Place::new("p", "dev", "/");
        assert_eq!(pick(&list, "secretKey", "A", &place).unwrap().id, "2");
        assert!(pick(&list, "id", "1", &place).is_none());
    }
}
