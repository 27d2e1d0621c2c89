//! Writing secrets: creates, updates and deletes of one folder that arrive together go together.

use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::read::says_unknown;
use super::routes::{Dialect, Place};
use super::{Secret, Vault, ask};
use crate::api::batch::GroupResult;
use crate::api::{ApiError, BatchOptions, Batcher, Client, ErrorKind, Method};

/// Servers take bodies of 1 MiB by default: batches stay well below it.
const LARGEST_BATCH: usize = 600 * 1024;

/// What a write does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// POST
    Create,
    /// PATCH
    Update,
    /// DELETE
    Delete,
}

impl Kind {
    fn method(self) -> Method {
        match self {
            Kind::Create => Method::POST,
            Kind::Update => Method::PATCH,
            Kind::Delete => Method::DELETE,
        }
    }
}

/// One secret to write. Holds its value: no `Debug`.
#[derive(Clone, Default)]
pub struct Write {
    /// its present name
    pub name: String,
    /// what is sent, by the API's names; for an update only what changes
    pub fields: Map<String, Json>,
    /// its value, changed or not, for servers that want it in every update
    pub value: Option<String>,
}

/// What came of a write.
#[derive(Clone)]
pub enum Outcome {
    /// done; the secret as the answer tells it, if it does
    Done(Option<Box<Secret>>),
    /// nothing was written: a policy wants someone's approval first; the name of the request
    Approval(String),
}

/// What goes together.
pub type Group = (Kind, Place);

/// A write on its way.
#[derive(Clone)]
pub struct Item {
    client: Client,
    write: Write,
}

/// Updates and deletes come before creates that arrive at the same time: they may free a name.
fn linger(kind: Kind) -> Duration {
    Duration::from_millis(match kind {
        Kind::Create => 6,
        _ => 0,
    })
}

/// A batcher that writes each group with as few calls as the API allows.
pub fn batcher() -> Batcher<Group, Item, Outcome> {
    Batcher::new(BatchOptions::default(), |(kind, place), items| async move {
        tokio::time::sleep(linger(kind)).await;
        send(kind, &place, items).await
    })
}

impl Vault {
    /// Writes one secret together with others that come now.
    pub async fn write(
        &self,
        client: &Client,
        kind: Kind,
        place: &Place,
        write: Write,
    ) -> Result<Outcome, ApiError> {
        let client = client.clone();
        self.batcher
            .submit((kind, place.clone()), Item { client, write })
            .await
    }

    /// Writes one secret by a call of its own (reminders are taken there only).
    pub async fn write_alone(
        &self,
        client: &Client,
        kind: Kind,
        place: &Place,
        write: Write,
    ) -> Result<Outcome, ApiError> {
        let client = client.clone();
        let done = send(kind, place, vec![Item { client, write }]).await?;
        done.into_iter().next().unwrap_or(Ok(Outcome::Done(None)))
    }

    /// Writes many secrets of one place; what does not fit into one call goes in several, one after another.
    pub async fn write_all(
        &self,
        client: &Client,
        kind: Kind,
        place: &Place,
        writes: Vec<Write>,
    ) -> Result<Vec<Outcome>, ApiError> {
        let mut out = Vec::new();
        let mut chunk: Vec<Item> = Vec::new();
        let mut chunk_size = 0;
        for write in writes {
            let more = size(&write);
            if !chunk.is_empty() && chunk_size + more > LARGEST_BATCH {
                out.extend(send(kind, place, std::mem::take(&mut chunk)).await?);
                chunk_size = 0;
            }
            chunk_size += more;
            let client = client.clone();
            chunk.push(Item { client, write });
        }
        if !chunk.is_empty() {
            out.extend(send(kind, place, chunk).await?);
        }
        out.into_iter().collect()
    }

    /// Whether a failed write says that its secret is not there.
    pub fn is_gone(error: &ApiError) -> bool {
        error.is_not_found() || (error.status() == Some(400) && says_unknown(error))
    }
}

/// About as many bytes as the write takes in a body.
fn size(write: &Write) -> usize {
    let text = |json: &Json| match json {
        // Escapes need room, too.
        Json::String(text) => {
            text.len()
                + text
                    .bytes()
                    .filter(|b| *b < b' ' || *b == b'"' || *b == b'\\')
                    .count()
        }
        other => other.to_string().len(),
    };
    let value = write.value.as_ref().map_or(0, String::len);
    let fields: usize = write
        .fields
        .iter()
        .map(|(key, json)| key.len() + 6 + text(json))
        .sum();
    write.name.len() + fields.max(value) + 40
}

/// One call for the whole group, in its turn at the place: the server takes no locks.
async fn send(kind: Kind, place: &Place, items: Vec<Item>) -> GroupResult<Outcome> {
    let Some(first) = items.first() else {
        return Ok(Vec::new());
    };
    let client = first.client.clone();
    let writes: Vec<Write> = items.into_iter().map(|item| item.write).collect();
    if writes.len() > 1 && writes.iter().map(size).sum::<usize>() > LARGEST_BATCH {
        // The batcher halves a group that is refused as a whole.
        let reason = "it is too large for one batch".to_owned();
        return Err(ApiError::new(
            ErrorKind::Refused { reason },
            &kind.method(),
            "(batch)",
        ));
    }
    let _turn = client.locks().lock(place.scope()).await;
    let answer = match writes.as_slice() {
        [one] => {
            ask(&client, |dialect| {
                dialect.write_one(kind.method(), place, &one.name, fields(kind, one, dialect))
            })
            .await
        }
        _ => {
            ask(&client, |dialect| {
                let secrets = writes.iter().map(|write| {
                    let mut fields = fields(kind, write, dialect);
                    fields.insert("secretKey".to_owned(), json!(write.name));
                    if kind == Kind::Delete {
                        fields.insert("type".to_owned(), json!("shared"));
                    }
                    Json::Object(fields)
                });
                dialect.write_many(kind.method(), place, secrets.collect())
            })
            .await
        }
    };
    client.note_write(&place.scope());
    Ok(outcomes(&answer?, &writes, place)
        .into_iter()
        .map(Ok)
        .collect())
}

fn fields(kind: Kind, write: &Write, dialect: &Dialect) -> Map<String, Json> {
    let mut fields = write.fields.clone();
    if let (Kind::Update, true, Some(value)) = (kind, dialect.needs_value, &write.value) {
        fields.entry("secretValue").or_insert_with(|| json!(value));
    }
    fields
}

/// What an answer says about each write of the group.
fn outcomes(answer: &Json, writes: &[Write], place: &Place) -> Vec<Outcome> {
    if let Some(approval) = answer.get("approval") {
        let named = ["slug", "id"]
            .iter()
            .find_map(|key| approval.get(*key)?.as_str());
        let request = named.unwrap_or_default().to_owned();
        return vec![Outcome::Approval(request); writes.len()];
    }
    let written: Vec<Secret> = answer
        .get("secrets")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .chain(answer.get("secret"))
        .filter_map(|json| Secret::from_json(json, place))
        .collect();
    writes
        .iter()
        .map(|write| {
            let renamed = write.fields.get("newSecretName").and_then(Json::as_str);
            let name = renamed.unwrap_or(&write.name).trim();
            let told = written.iter().find(|secret| secret.name == name).cloned();
            Outcome::Done(told.map(Box::new))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(name: &str, fields: Json) -> Write {
        Write {
            name: name.to_owned(),
            fields: fields.as_object().cloned().unwrap_or_default(),
            value: Some("v".to_owned()),
        }
    }

    #[test]
    fn answers_are_given_to_their_writes_whatever_the_order() {
        let place = Place::new("p", "dev", "/");
        let answer = json!({"secrets": [
            {"id": "2", "secretKey": "NEW"},
            {"id": "1", "secretKey": "A"},
        ]});
        let writes = [
            write("A", json!({})),
            write("B", json!({"newSecretName": "NEW"})),
            write("C", json!({})),
        ];
        let ids: Vec<_> = outcomes(&answer, &writes, &place)
            .into_iter()
            .map(|outcome| match outcome {
                Outcome::Done(secret) => secret.map(|s| s.id),
                Outcome::Approval(_) => None,
            })
            .collect();
        assert_eq!(ids, [Some("1".to_owned()), Some("2".to_owned()), None]);
    }

    #[test]
    fn an_approval_is_the_answer_to_all() {
        let place = Place::new("p", "dev", "/");
        let writes = [write("A", json!({})), write("B", json!({}))];
        let answer = json!({"approval": {"id": "x", "slug": "brave-fox"}});
        let all = outcomes(&answer, &writes, &place);
        assert_eq!(all.len(), 2);
        assert!(
            all.iter()
                .all(|one| matches!(one, Outcome::Approval(request) if request == "brave-fox"))
        );
    }

    #[test]
    fn servers_that_want_the_value_in_every_update_get_it() {
        use super::super::routes::{OLD, TODAY};
        let one = write("A", json!({"secretComment": "c"}));
        assert!(!fields(Kind::Update, &one, &TODAY).contains_key("secretValue"));
        assert_eq!(fields(Kind::Update, &one, &OLD)["secretValue"], "v");
        assert!(!fields(Kind::Delete, &one, &OLD).contains_key("secretValue"));
    }
}
