//! Lists that come in pages: asked for until they end.

use serde_json::Value;

use super::client::Client;
use super::error::ApiError;
use super::request::Request;

/// How a list is paged: `offset` and `limit` in the query, the items under a key of the answer.
#[derive(Debug, Clone)]
pub struct Paging {
    /// The key of the items in the answer; empty when the answer is the list itself.
    pub items: &'static str,
    /// The key of the number of all items, where the API tells it.
    pub total: Option<&'static str>,
    /// Items asked for at once.
    pub page_size: usize,
}

impl Paging {
    /// Pages of `page_size` items under `items`, with `totalCount` where the API sends it.
    pub const fn new(items: &'static str, page_size: usize) -> Self {
        Self {
            items,
            total: Some("totalCount"),
            page_size,
        }
    }
}

/// No list of Infisical is longer; a server that ignores the offset would never end.
const MOST_PAGES: usize = 10_000;

impl Client {
    /// All items of a paged list.
    pub async fn all_pages(
        &self,
        request: Request,
        paging: &Paging,
    ) -> Result<Vec<Value>, ApiError> {
        let mut all: Vec<Value> = Vec::new();
        for _ in 0..MOST_PAGES {
            let page = request
                .clone()
                .query("offset", all.len().to_string())
                .query("limit", paging.page_size.to_string());
            let mut answer = self.call(page).await?;
            let total = paging
                .total
                .and_then(|key| answer.get(key))
                .and_then(Value::as_u64);
            let items = match paging.items {
                "" => answer.take(),
                key => answer.get_mut(key).map(Value::take).unwrap_or_default(),
            };
            let Value::Array(items) = items else { break };
            // The same first item again: this server does not page and has sent everything at once.
            let repeats = !all.is_empty() && items.first() == all.first();
            let last = items.len() < paging.page_size;
            if !repeats {
                all.extend(items);
            }
            if repeats || last || total.is_some_and(|total| all.len() as u64 >= total) {
                break;
            }
        }
        Ok(all)
    }
}
