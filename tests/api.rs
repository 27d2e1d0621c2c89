//! The API client against a server that misbehaves: limits, faults, expiring tokens, strangers.

mod api_support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use api_support::*;
use futures::future::join_all;
use serde_json::json;
use terraform_provider_infisical::api::{
    Client, ClientConfig, ErrorKind, Login, Method, Paging, Request, TransportPhase,
};

const ITEM: &str = "/api/v1/items/1";

fn get() -> Request {
    Request::get("/api/v1/items/{id}").param("id", "1")
}

fn post() -> Request {
    Request::post("/api/v1/items", json!({"value": "hunter2-value"}))
}

/// Answers with each of `replies` in turn, then with `{}`.
fn in_turn(replies: Vec<Reply>) -> impl FnMut(&Seen) -> Reply + Send + 'static {
    let mut replies = replies.into_iter();
    move |_| replies.next().unwrap_or_else(|| ok(json!({"fine": true})))
}

#[tokio::test]
async fn one_login_serves_all_calls() {
    let server = Server::start(with_login(|_| ok(json!({"fine": true})))).await;
    let mut config = config(&server, universal());
    config.host = format!("{}/api/", server.url());
    config.organization_slug = Some("sub".into());
    config.custom_headers = vec![("X-Proxy-Pass".into(), "let-me-in".into())];
    let client = Client::new(config).unwrap();
    for answer in join_all((0..50).map(|_| client.call(get()))).await {
        assert_eq!(answer.unwrap(), json!({"fine": true}));
    }
    assert_eq!(server.count(Method::POST, LOGIN), 1);
    let seen = server.seen.lock().unwrap();
    let login = seen
        .iter()
        .find(|seen| seen.is(Method::POST, LOGIN))
        .unwrap();
    assert_eq!(login.body["organizationSlug"], "sub");
    assert_eq!(login.header("authorization"), "");
    let call = seen.iter().find(|seen| seen.is(Method::GET, ITEM)).unwrap();
    assert_eq!(
        call.header("authorization"),
        format!("Bearer {}", access_token(1))
    );
    assert_eq!(call.header("x-proxy-pass"), "let-me-in");
    assert_eq!(call.header("accept"), "application/json");
    assert!(
        call.header("user-agent")
            .starts_with("terraform-provider-infisical/")
    );
}

#[tokio::test]
async fn a_path_prefix_of_the_host_is_kept_and_an_answer_without_token_is_told() {
    let server = Server::start(|_| ok(json!({"fine": true}))).await;
    let mut config = config(&server, universal());
    config.host = format!("{}/prefix/", server.url());
    let error = Client::new(config)
        .unwrap()
        .login()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("answered without an access token"),
        "{error}"
    );
    assert!(server.seen.lock().unwrap()[0].is(Method::POST, &format!("/prefix{LOGIN}")));
}

#[tokio::test]
async fn names_with_any_character_arrive_whole_and_impossible_ones_are_not_sent() {
    let server = Server::start(with_login(|_| ok(json!({})))).await;
    let client = client(&server);
    let named = |name: &str| {
        Request::get("/api/v4/secrets/{name}")
            .param("name", name)
            .query("secretPath", "/a&b")
    };
    client.call(named("a/b?c#d%e")).await.unwrap();
    let target = server.seen.lock().unwrap().last().unwrap().target.clone();
    assert_eq!(
        target,
        "/api/v4/secrets/a%2Fb%3Fc%23d%25e?secretPath=%2Fa%26b"
    );
    let before = server.requests();
    for name in ["..", "", &"x".repeat(101)] {
        let error = client.call(named(name)).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Refused { .. }), "{error}");
    }
    assert_eq!(server.requests(), before);
}

#[tokio::test]
async fn a_429_storm_is_waited_out() {
    let began = Instant::now();
    let server = Server::start(with_login(move |_| {
        if began.elapsed() < Duration::from_millis(1500) {
            return Reply::With(
                429,
                vec![("content-type", "application/json".into()), ("retry-after", "1".into())],
                json!({"error": "RateLimitError", "message": "Rate limit exceeded. Please try again in 1 seconds"}).to_string().into(),
            );
        }
        ok(json!({}))
    }))
    .await;
    let client = client(&server);
    for answer in join_all((0..20).map(|_| client.call(post()))).await {
        answer.unwrap();
    }
    // The first wave may be refused as a whole; afterwards the route is closed for all.
    assert!(
        server.count(Method::POST, "/api/v1/items") <= 20 * 3,
        "{}",
        server.requests()
    );
}

#[tokio::test]
async fn an_endless_429_ends_with_a_reason() {
    let server = Server::start(with_login(|_| {
        Reply::With(
            429,
            vec![("retry-after", "1".into())],
            br#"{"error":"Too Many Requests","message":"Rate limit exceeded"}"#.to_vec(),
        )
    }))
    .await;
    let mut config = config(&server, universal());
    config.max_retry_time = Duration::from_millis(2500);
    let error = Client::new(config).unwrap().call(post()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::RateLimited { .. }));
    assert_eq!(error.status(), Some(429));
    assert!(
        error.to_string().contains("Rate limit exceeded")
            && error.to_string().contains("Other jobs"),
        "{error}"
    );
}

#[tokio::test]
async fn calls_are_paced_when_the_window_is_used_up() {
    let mut window: Option<(Instant, u32)> = None;
    let server = Server::start(with_login(move |_| {
        let (began, used) = match window {
            Some((began, used)) if began.elapsed() < Duration::from_secs(1) => (began, used + 1),
            _ => (Instant::now(), 1),
        };
        window = Some((began, used));
        if used > 5 {
            return Reply::With(
                429,
                vec![("retry-after", "1".into())],
                b"{\"error\":\"RateLimitError\",\"message\":\"no\"}".to_vec(),
            );
        }
        let headers = [
            ("x-ratelimit-limit", 5),
            ("x-ratelimit-remaining", 5 - used),
            ("x-ratelimit-reset", 1),
        ];
        Reply::With(
            200,
            headers
                .map(|(name, value)| (name, value.to_string()))
                .into(),
            b"{}".to_vec(),
        )
    }))
    .await;
    let mut config = config(&server, universal());
    config.max_concurrency = 2;
    let client = Client::new(config).unwrap();
    for answer in join_all((0..15).map(|_| client.call(post()))).await {
        answer.unwrap();
    }
    assert_eq!(
        server.count(Method::POST, "/api/v1/items"),
        15,
        "a call was refused instead of paced"
    );
}

#[tokio::test]
async fn passing_server_errors_are_tried_again() {
    let html = || {
        Reply::With(
            502,
            vec![("content-type", "text/html".into())],
            b"<html><title>502 Bad Gateway</title>".to_vec(),
        )
    };
    let server = Server::start(with_login(in_turn(vec![
        html(),
        refuse(503, "x", "starting"),
    ])))
    .await;
    client(&server).call(get()).await.unwrap();
    assert_eq!(server.count(Method::GET, ITEM), 3);
    // 503: not taken, so even a POST may go again.
    let server = Server::start(with_login(in_turn(vec![refuse(503, "x", "starting")]))).await;
    client(&server).call(post()).await.unwrap();
    assert_eq!(server.count(Method::POST, "/api/v1/items"), 2);
    // 500 is an answer.
    let server = Server::start(with_login(in_turn(vec![refuse(
        500,
        "InternalServerError",
        "Something went wrong",
    )])))
    .await;
    let error = client(&server).call(get()).await.unwrap_err();
    assert_eq!(
        (error.status(), server.count(Method::GET, ITEM)),
        (Some(500), 1)
    );
}

#[tokio::test]
async fn a_post_that_may_have_landed_is_never_sent_twice() {
    for reply in [
        Reply::Drop,
        Reply::Half(200),
        refuse(502, "Bad Gateway", "x"),
        refuse(504, "GatewayTimeout", "x"),
    ] {
        let server = Server::start(with_login(in_turn(vec![reply]))).await;
        let error = client(&server).call(post()).await.unwrap_err();
        assert!(error.is_ambiguous(), "{error}");
        assert!(
            error.to_string().contains("may have been carried out")
                && !error.to_string().contains("hunter2"),
            "{error}"
        );
        assert_eq!(server.count(Method::POST, "/api/v1/items"), 1);
    }
    for reply in [
        Reply::Drop,
        Reply::Half(200),
        refuse(504, "GatewayTimeout", "x"),
    ] {
        let server = Server::start(with_login(in_turn(vec![reply]))).await;
        client(&server).call(get()).await.unwrap();
        assert_eq!(server.count(Method::GET, ITEM), 2);
    }
    // A caller may say that a POST does no harm twice, or that a PATCH does.
    let server = Server::start(with_login(in_turn(vec![Reply::Drop]))).await;
    client(&server).call(post().repeatable(true)).await.unwrap();
    let server = Server::start(with_login(in_turn(vec![Reply::Drop]))).await;
    let error = client(&server)
        .call(Request::patch("/api/v1/items", json!({})).repeatable(false))
        .await
        .unwrap_err();
    assert!(error.is_ambiguous());
}

#[tokio::test]
async fn a_slow_answer_times_out() {
    let slow = || Reply::Slow(Duration::from_secs(5), Box::new(ok(json!({}))));
    let server = Server::start(with_login(in_turn(vec![slow(), slow()]))).await;
    let mut config = config(&server, universal());
    config.request_timeout = Duration::from_millis(300);
    config.max_retry_time = Duration::from_secs(3);
    let client = Client::new(config).unwrap();
    assert!(client.call(post()).await.unwrap_err().is_ambiguous());
    client.call(get()).await.unwrap();
}

#[tokio::test]
async fn a_wrong_address_fails_soon_and_says_so() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let began = Instant::now();
    let config = ClientConfig::new(format!("http://{free}"), universal());
    let error = Client::new(config).unwrap().call(get()).await.unwrap_err();
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let text = error.to_string();
    assert!(
        text.contains("universal auth")
            && text.contains(&format!("Cannot connect to http://{free}"))
            && text.contains("Check that the host"),
        "{text}"
    );
    let config = ClientConfig::new("http://no-such-host.invalid", universal());
    let text = Client::new(config)
        .unwrap()
        .call(get())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        text.contains("has no address") || text.contains("Cannot connect"),
        "{text}"
    );
}

#[tokio::test]
async fn a_restarting_server_is_waited_for() {
    let server = Server::start(with_login(|_| ok(json!({})))).await;
    let client = client(&server);
    client.call(get()).await.unwrap();
    let address = server.address;
    drop(server);
    let back = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(1200)).await;
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        Server::on(listener, None, with_login(|_| ok(json!({"back": true}))))
    });
    // The POST cannot connect, which is as good as not sent.
    let (read, written) = tokio::join!(client.call(get()), client.call(post()));
    assert_eq!(
        (read.unwrap(), written.unwrap()),
        (json!({"back": true}), json!({"back": true}))
    );
    drop(back.await.unwrap());
}

#[tokio::test]
async fn strangers_are_recognised() {
    let page = "<html><head><title>Sign in - Access</title></head></html>";
    for (reply, expected) in [
        (
            Reply::With(200, vec![("content-type", "text/html".into())], page.into()),
            "titled «Sign in - Access»",
        ),
        (
            Reply::With(
                302,
                vec![("location", "https://sso.example.com/?state=hunter2".into())],
                vec![],
            ),
            "redirects to https://sso.example.com/",
        ),
        (
            Reply::With(
                404,
                vec![("content-type", "application/json".into())],
                b"{\"detail\":\"nope\"}".to_vec(),
            ),
            "no JSON of Infisical's",
        ),
    ] {
        let server = Server::start(with_login(in_turn(vec![reply]))).await;
        let error = client(&server).call(get()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NotJson { .. }) && !error.is_not_found());
        assert!(
            error.to_string().contains(expected) && !error.to_string().contains("hunter2"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_expired_token_is_replaced_once_for_all_calls() {
    let refusals = [
        (
            403,
            "TokenError",
            "Your token has expired. Please re-authenticate.",
        ),
        (
            401,
            "UnauthorizedError",
            "Failed to authorize revoked access token",
        ),
        (500, "Internal Server Error", "jwt expired"),
        (500, "Internal Server Error", "invalid signature"),
    ];
    for (status, name, message) in refusals {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = calls.clone();
        let server = Server::start(with_login(move |seen| {
            let old = seen.header("authorization").ends_with(&access_token(1));
            if old && counted.fetch_add(1, Ordering::SeqCst) >= 5 {
                return refuse(status, name, message);
            }
            ok(json!({}))
        }))
        .await;
        let client = client(&server);
        for _ in 0..5 {
            client.call(get()).await.unwrap();
        }
        // Writes, too: a refused token means that nothing was carried out.
        for answer in join_all((0..20).map(|_| client.call(post()))).await {
            answer.unwrap();
        }
        assert_eq!(server.count(Method::POST, LOGIN), 2, "{name}: {message}");
    }
}

#[tokio::test]
async fn a_missing_permission_is_told_and_never_a_reason_to_log_in_again() {
    let details = json!([{"action": ["read", "describeSecret"], "subject": "secrets", "inverted": false, "conditions": {"environment": {"$eq": "dev"}}}]);
    for status in [401, 403] {
        let body = json!({"reqId": "req-9", "statusCode": status, "error": "PermissionDenied", "message": "You are not allowed to create on secrets", "details": details});
        let server = Server::start(with_login(move |_| Reply::Json(status, body.clone()))).await;
        let error = client(&server).call(post()).await.unwrap_err();
        assert!(error.is_permission_denied());
        let text = error.to_string();
        for expected in [
            "POST /api/v1/items",
            "You are not allowed to create on secrets",
            "Machine identity identity-1 (logged in with universal auth",
            "lacks the permission to create on secrets",
            r#"allows only read, describeSecret on secrets when {"environment":{"$eq":"dev"}}"#,
            "Give it a role",
            "req-9",
        ] {
            assert!(text.contains(expected), "no «{expected}» in: {text}");
        }
        assert_eq!(server.count(Method::POST, LOGIN), 1);
    }
}

#[tokio::test]
async fn a_login_storm_is_impossible() {
    let server = Server::start(with_login(|_| {
        refuse(403, "TokenError", "Your token has expired")
    }))
    .await;
    let client = client(&server);
    for _ in 0..20 {
        for answer in join_all((0..20).map(|_| client.call(get()))).await {
            answer.unwrap_err();
        }
    }
    assert!(
        server.count(Method::POST, LOGIN) <= 8,
        "{}",
        server.count(Method::POST, LOGIN)
    );
    let text = client.call(get()).await.unwrap_err().to_string();
    assert!(text.contains("again and again"), "{text}");
}

#[tokio::test]
async fn wrong_credentials_are_asked_once_and_never_shown() {
    let server = Server::start(|_| refuse(401, "UnauthorizedError", "Invalid credentials")).await;
    let client = client(&server);
    for answer in join_all((0..50).map(|_| client.call(get()))).await {
        let error = answer.unwrap_err();
        let text = format!("{error} {error:?} {client:?}");
        assert!(
            text.contains("The login with universal auth")
                && text.contains("was refused")
                && text.contains("Invalid credentials"),
            "{text}"
        );
        assert!(!text.contains("hunter2"), "{text}");
    }
    assert_eq!(server.requests(), 1);
    let error = client.call(get()).await.unwrap_err().to_string();
    assert!(
        error.contains("Check the client ID and client secret"),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() {
    let server = Server::start(|seen: &Seen| {
        let number = if seen.is(Method::POST, LOGIN) {
            1
        } else if seen.is(Method::POST, "/api/v1/auth/token/renew") {
            assert_eq!(seen.body, json!({"accessToken": access_token(1)}));
            2
        } else {
            return ok(json!({"with": seen.header("authorization")}));
        };
        ok(json!({"accessToken": access_token(number), "expiresIn": 2, "accessTokenMaxTTL": 100}))
    })
    .await;
    let client = client(&server);
    let with = |number| json!({"with": format!("Bearer {}", access_token(number))});
    assert_eq!(client.call(get()).await.unwrap(), with(1));
    tokio::time::sleep(Duration::from_millis(1850)).await;
    assert_eq!(client.call(get()).await.unwrap(), with(2));
    assert_eq!(server.count(Method::POST, LOGIN), 1);
}

#[tokio::test]
async fn ready_tokens_are_used_as_they_are() {
    let server = Server::start(|seen: &Seen| match seen.header("authorization") {
        "Bearer st.id.secret.key" | "Bearer ready" => ok(json!({})),
        _ => refuse(403, "TokenError", "expired"),
    })
    .await;
    let of = |login: Login| Client::new(config(&server, login)).unwrap();
    let service = of(Login::ServiceToken("st.id.secret.key".into()));
    assert!(service.is_service_token());
    service.call(get()).await.unwrap();
    of(Login::Token("ready".into())).call(get()).await.unwrap();
    assert_eq!(server.requests(), 2);
    let error = of(Login::Token("hunter2-old".into()))
        .call(get())
        .await
        .unwrap_err();
    assert_eq!(server.requests(), 3);
    assert!(
        error.to_string().contains("expired, revoked") && !error.to_string().contains("hunter2"),
        "{error}"
    );
    for token in ["", "  "] {
        assert!(Client::new(config(&server, Login::Token(token.into()))).is_err());
    }
}

#[tokio::test]
async fn a_missing_route_is_remembered_and_never_taken_for_a_deleted_object() {
    let server = Server::start(with_login(|seen: &Seen| match seen.target.as_str() {
        "/api/v4/secrets" => refuse(404, "Not Found", "Route GET:/api/v4/secrets not found"),
        "/api/v3/secrets" => ok(json!({"old": true})),
        _ => refuse(404, "NotFound", "Folder not found"),
    }))
    .await;
    let client = client(&server);
    let today = || Request::get("/api/v4/secrets");
    assert!(!client.route_missing_seen(&today()));
    for _ in 0..3 {
        let answer = client
            .call_with_fallback(today(), || Request::get("/api/v3/secrets"))
            .await;
        assert_eq!(answer.unwrap(), json!({"old": true}));
    }
    assert!(client.route_missing_seen(&today()));
    assert_eq!(server.count(Method::GET, "/api/v4/secrets"), 1);
    let missing = client.call(today()).await.unwrap_err();
    assert!(
        missing.is_route_missing() && !missing.is_not_found(),
        "{missing}"
    );
    let gone = client
        .call(Request::get("/api/v1/folders"))
        .await
        .unwrap_err();
    assert!(gone.is_not_found() && !gone.is_route_missing());
}

#[tokio::test]
async fn field_errors_keep_their_paths() {
    let issues = json!([
        {"code": "too_small", "path": ["destinationConfig", "hosts", 2], "message": "Too short"},
        {"code": "custom", "path": [], "message": "Something else"}
    ]);
    // Servers of 2024 answer 403 with the same body.
    for status in [422, 403] {
        let body = json!({"statusCode": status, "error": "ValidationFailure", "message": issues});
        let server = Server::start(with_login(move |_| Reply::Json(status, body.clone()))).await;
        let error = client(&server).call(post()).await.unwrap_err();
        let paths: Vec<_> = error
            .issues()
            .iter()
            .map(|issue| issue.path_text())
            .collect();
        assert_eq!(paths, ["destinationConfig.hosts[2]", ""]);
        assert!(
            error
                .to_string()
                .contains("destinationConfig.hosts[2]: Too short; Something else"),
            "{error}"
        );
        assert_eq!(server.count(Method::POST, LOGIN), 1);
    }
}

#[tokio::test]
async fn many_readers_share_a_list_and_see_our_own_writes() {
    let value = Arc::new(AtomicUsize::new(0));
    let stored = value.clone();
    let server = Server::start(with_login(move |seen| {
        if seen.method == "POST" {
            stored.fetch_add(1, Ordering::SeqCst);
        }
        Reply::Slow(
            Duration::from_millis(20),
            Box::new(ok(json!({"value": stored.load(Ordering::SeqCst)}))),
        )
    }))
    .await;
    let client = client(&server);
    let list = || client.list_shared(Request::get("/api/v1/items").query("path", "/"), "items");
    for answer in join_all((0..1000).map(|_| list())).await {
        assert_eq!(answer.unwrap()["value"], 0);
    }
    assert_eq!(server.count(Method::GET, "/api/v1/items"), 1);
    for round in 1..=5 {
        client.call(post()).await.unwrap();
        client.note_write("items");
        for answer in join_all((0..50).map(|_| list())).await {
            assert_eq!(answer.unwrap()["value"], round);
        }
    }
    assert_eq!(server.count(Method::GET, "/api/v1/items"), 6);
}

#[tokio::test]
async fn pages_are_read_to_the_end() {
    let server = Server::start(with_login(|seen: &Seen| {
        let number = |name: &str| -> usize {
            let at = seen.target.find(&format!("{name}=")).unwrap() + name.len() + 1;
            seen.target[at..]
                .split('&')
                .next()
                .unwrap()
                .parse()
                .unwrap()
        };
        let items: Vec<_> = (0..25)
            .skip(number("offset"))
            .take(number("limit"))
            .collect();
        match seen.target.contains("/unpaged") {
            true => ok(json!((0..25).collect::<Vec<_>>())),
            false => ok(json!({"items": items, "totalCount": 25})),
        }
    }))
    .await;
    let client = client(&server);
    let all: Vec<_> = (0..25).map(|item| json!(item)).collect();
    assert_eq!(
        client
            .all_pages(Request::get("/api/v1/items"), &Paging::new("items", 10))
            .await
            .unwrap(),
        all
    );
    assert_eq!(server.count(Method::GET, "/api/v1/items"), 3);
    // A server that ignores the offset neither doubles the items nor runs for ever.
    assert_eq!(
        client
            .all_pages(Request::get("/api/v1/unpaged"), &Paging::new("", 25))
            .await
            .unwrap(),
        all
    );
}

#[tokio::test]
async fn stopping_ends_waits_at_once_and_lets_writes_finish() {
    let server = Server::start(with_login(|seen: &Seen| match seen.method.as_str() {
        "PUT" => Reply::With(
            429,
            vec![("retry-after", "60".into())],
            b"{\"error\":\"RateLimitError\",\"message\":\"wait\"}".to_vec(),
        ),
        _ => Reply::Slow(
            Duration::from_millis(600),
            Box::new(ok(json!({"landed": true}))),
        ),
    }))
    .await;
    let mut config = config(&server, universal());
    config.max_retry_time = Duration::from_secs(300);
    let client = Client::new(config).unwrap();
    client.login().await.unwrap();
    let stop = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        client.cancel();
    };
    let began = Instant::now();
    let timed = |call| async {
        let result = client.call(call).await;
        (result, began.elapsed())
    };
    let (limited, read, write, ()) = tokio::join!(
        timed(Request::put("/api/v1/items", json!({}))),
        timed(get()),
        timed(post()),
        stop
    );
    for (result, took) in [limited, read] {
        assert!(result.unwrap_err().is_cancelled());
        assert!(took < Duration::from_millis(500), "{took:?}");
    }
    assert_eq!(write.0.unwrap(), json!({"landed": true}));
    assert!(client.call(get()).await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn we_know_who_we_are() {
    let server = Server::start(with_login(|_| ok(json!({"identityDetails": {"organization": {"id": "org-1", "name": "Acme", "slug": "acme"}}})))).await;
    let identity = client(&server).identity().await.unwrap();
    assert_eq!(identity.id.as_deref(), Some("identity-1"));
    assert_eq!(
        identity.describe(),
        "machine identity identity-1 (logged in with universal auth, organization Acme)"
    );
    let old = Server::start(with_login(|_| {
        refuse(500, "Internal Server Error", "Something went wrong")
    }))
    .await;
    assert_eq!(
        client(&old).identity().await.unwrap().organization_name,
        None
    );
}

#[tokio::test]
async fn a_separate_token_is_another_one() {
    let server = Server::start(with_login(|_| ok(json!({})))).await;
    let client = client(&server);
    use secrecy::ExposeSecret;
    let ours = client.access_token().await.unwrap();
    let other = client.separate_access_token().await.unwrap();
    assert_eq!(ours.token.expose_secret(), access_token(1));
    assert_eq!(other.token.expose_secret(), access_token(2));
    assert!(other.expires_at.is_some());
    assert_eq!(
        client.access_token().await.unwrap().token.expose_secret(),
        access_token(1)
    );
}

#[tokio::test]
async fn compressed_and_large_answers_are_read() {
    // gzip of {"fine": true}
    let packed = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 203, 204, 75, 85, 178, 82, 40, 41, 42, 77,
        173, 5, 0, 109, 18, 110, 139, 14, 0, 0, 0,
    ];
    let large = "x".repeat(10 * 1024 * 1024);
    let server = Server::start(with_login(in_turn(vec![
        Reply::With(
            200,
            vec![
                ("content-encoding", "gzip".into()),
                ("content-type", "application/json".into()),
            ],
            packed.to_vec(),
        ),
        ok(json!({"value": large})),
    ])))
    .await;
    let client = client(&server);
    assert_eq!(client.call(get()).await.unwrap(), json!({"fine": true}));
    assert_eq!(
        client.call(get()).await.unwrap()["value"]
            .as_str()
            .unwrap()
            .len(),
        large.len()
    );
    assert!(
        server
            .seen
            .lock()
            .unwrap()
            .last()
            .unwrap()
            .header("accept-encoding")
            .contains("gzip")
    );
}

#[tokio::test]
async fn a_lost_transport_names_its_phase() {
    let server = Server::start(with_login(|_| Reply::Drop)).await;
    let mut config = config(&server, universal());
    config.max_retry_time = Duration::from_millis(600);
    let error = Client::new(config).unwrap().call(get()).await.unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Transport {
                phase: TransportPhase::Connection,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!((error.method(), error.path()), (&Method::GET, ITEM));
}

/// Everything that any library traces while calls are made, as text.
#[derive(Clone, Default)]
struct Traces(Arc<std::sync::Mutex<String>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Traces {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        struct Fields<'a>(&'a mut String);
        impl tracing::field::Visit for Fields<'_> {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                self.0.push_str(&format!(" {field}={value:?}"));
            }
        }
        let mut text = self.0.lock().unwrap();
        text.push_str(event.metadata().target());
        event.record(&mut Fields(&mut text));
        text.push('\n');
    }
}

#[tokio::test]
async fn every_try_is_traced_without_secrets() {
    use terraform_provider_infisical::plugin::logging::is_ours;
    use tracing_subscriber::layer::SubscriberExt;
    let traces = Traces::default();
    let _guard =
        tracing::subscriber::set_default(tracing_subscriber::registry().with(traces.clone()));
    let server = Server::start(with_login(in_turn(vec![refuse(503, "x", "starting")]))).await;
    let mut config = config(&server, universal());
    config.custom_headers = vec![("X-Proxy-Pass".into(), "hunter2-header".into())];
    let client = Client::new(config).unwrap();
    client
        .call(post().query("q", "hunter2-query"))
        .await
        .unwrap();
    let text = traces.0.lock().unwrap().clone();
    let ours: Vec<_> = text
        .lines()
        .filter(|line| line.split(' ').next().is_some_and(is_ours))
        .collect();
    assert_eq!(ours.len(), 3, "{ours:?}");
    assert!(
        ours[1].contains(r#"method=POST path="/api/v1/items" status=503"#)
            && ours[1].contains("retry=0"),
        "{ours:?}"
    );
    assert!(
        ours[2].contains("status=200")
            && ours[2].contains("retry=1")
            && ours[2].contains("duration_ms="),
        "{ours:?}"
    );
    for secret in ["hunter2", &access_token(1)] {
        let leaks: Vec<_> = text.lines().filter(|line| line.contains(secret)).collect();
        assert!(leaks.is_empty(), "{leaks:?}");
    }
}
