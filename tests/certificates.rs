//! Certificate applications, their members, enrollments, alerts and syncs where it hurts: calls that succeed for some only, secrets
//! that are told once, channels that must be recognised again, states of the official provider.

// What belongs to secrets is used elsewhere.
#[allow(dead_code)]
#[path = "secrets/desk.rs"]
mod desk;

use desk::{Desk, errors};
use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::Value;
use terraform_provider_infisical::simulator::{
    Recorded, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SIM_ORGANIZATION, SimulatorConfig,
};

/// A desk where no job of the server ends while a test looks.
async fn slow_desk() -> Desk {
    let config = SimulatorConfig {
        job_time: std::time::Duration::from_secs(3600),
        ..SimulatorConfig::default()
    };
    let login = [
        ("client_id", SIM_CLIENT_ID),
        ("client_secret", SIM_CLIENT_SECRET),
    ];
    Desk::open(config, &login).await
}

fn id(state: &Value) -> String {
    state.get("id").as_str().expect("an id").to_owned()
}

async fn application(desk: &Desk, name: &str) -> String {
    id(&desk
        .create("cert_manager_application", json!({"name": name}))
        .await)
}

async fn identity(desk: &Desk, name: &str) -> String {
    let config = json!({"name": name, "org_id": SIM_ORGANIZATION, "role": "no-access"});
    id(&desk.create("identity", config).await)
}

/// A self-signed profile, made past the provider.
async fn profile(desk: &Desk, name: &str) -> String {
    let policy = json!({"name": name, "subject": [{"type": "common_name", "allowed": ["*"]}]});
    let policy = desk
        .behind("POST", "/api/v1/cert-manager/certificate-policies", policy)
        .await;
    let policy = &policy["certificatePolicy"]["id"];
    let body = json!({"slug": name, "certificatePolicyId": policy, "issuerType": "self-signed"});
    let made = desk
        .behind("POST", "/api/v1/cert-manager/certificate-profiles", body)
        .await;
    made["certificateProfile"]["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

fn writes(desk: &Desk) -> Vec<Recorded> {
    let all = desk.asked().into_iter();
    all.filter(|one| one.method != "GET").collect()
}

fn lines(writes: &[Recorded]) -> Vec<String> {
    writes
        .iter()
        .map(|one| {
            let end = one.path.rsplit('/').next().unwrap_or_default();
            format!("{} {end}", one.method)
        })
        .collect()
}

#[tokio::test]
async fn users_for_whom_nothing_was_done_are_named() {
    let desk = Desk::today().await;
    let application = application(&desk, "partial").await;
    let config =
        |email: &str| json!({"application_id": application, "email": email, "role": "operator"});

    let stranger = config("stranger@example.com");
    let (state, said) = desk
        .try_apply("cert_manager_application_user", &Value::Null, &stranger)
        .await;
    assert!(state.is_null());
    assert!(
        errors(&said).contains("Not done for stranger@example.com"),
        "{}",
        errors(&said)
    );
    assert!(errors(&said).contains("infisical_cert_manager_user"));

    let member = json!({"email": "ada@example.com", "role": "member"});
    desk.create("cert_manager_user", member).await;
    let ada = config("ada@example.com");
    let first = desk
        .create("cert_manager_application_user", ada.clone())
        .await;
    let (state, said) = desk
        .try_apply("cert_manager_application_user", &Value::Null, &ada)
        .await;
    assert!(state.is_null());
    assert!(
        errors(&said).contains("Not done for ada@example.com"),
        "{}",
        errors(&said)
    );
    assert!(errors(&said).contains("terraform import"));

    let imported = desk
        .import("cert_manager_application_user", "partial:ada@example.com")
        .await;
    assert_eq!(imported, first);
    let (_, said) = desk
        .try_apply(
            "cert_manager_application_user",
            &Value::Null,
            &config("Ada@example.com"),
        )
        .await;
    assert!(errors(&said).contains("lower-case"), "{}", errors(&said));
}

#[tokio::test]
async fn a_member_of_the_certificate_manager_gets_the_wanted_roles() {
    let desk = Desk::today().await;
    let config = json!({"email": "grace@example.com", "role": "admin"});
    desk.asked();
    let state = desk.create("cert_manager_user", config.clone()).await;
    assert_eq!(lines(&writes(&desk)), ["POST users"]);

    // Known already, with another role.
    let again = json!({"email": "grace@example.com", "role": "member", "temporary_roles": [
        {"role": "admin", "temporary_range": "4h", "temporary_access_start_time": "2030-01-01T01:00:00+01:00"}
    ]});
    let same = desk.create("cert_manager_user", again.clone()).await;
    assert_eq!(id(&same), id(&state));
    let sent = writes(&desk);
    assert_eq!(sent.len(), 2, "{:?}", lines(&sent));
    assert_eq!(
        sent[1].body["roles"],
        json!([
            {"role": "member", "isTemporary": false},
            {"role": "admin", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "4h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z"},
        ])
    );

    let group = json!({"name": "Ops", "slug": "cm-ops", "role": "member"});
    let group = id(&desk.create("group", group).await);
    let config =
        json!({"group_id": group, "role": "member", "temporary_roles": again["temporary_roles"]});
    let state = desk.create("cert_manager_group", config.clone()).await;
    let mut without = config.clone();
    without["temporary_roles"] = Json::Null;
    writes(&desk);
    let state = desk.apply("cert_manager_group", &state, without).await;
    assert_eq!(
        writes(&desk)[0].body,
        json!({"roles": [{"role": "member", "isTemporary": false}]})
    );
    assert_eq!(desk.import("cert_manager_group", "cm-ops").await, state);
    let machine = identity(&desk, "cm-machine").await;
    let config = json!({"identity_id": machine, "role": "admin"});
    let state = desk.create("cert_manager_identity", config).await;
    assert_eq!(
        desk.import("cert_manager_identity", "cm-machine").await,
        state
    );
}

#[tokio::test]
async fn channels_are_the_same_after_every_change() {
    let desk = Desk::today().await;
    let watched = identity(&desk, "watched").await;
    let config = |channels: Json| {
        json!({"name": "a", "resource_type": "identity.authentication", "resource_id": watched,
            "expiry": {"alert_before_days": 30}, "channels": channels})
    };
    let hook = |secret: Json| json!({"name": "hook", "webhook": {"url": "https://a.example.com", "signing_secret": secret}});
    let slack = json!({"name": "hook", "slack": {"webhook_url_wo": "https://hooks.slack.com/services/x", "webhook_url_wo_version": 1}});
    let state = desk
        .create(
            "alert",
            config(json!({"one": hook(json!("s3cret-s3cret")), "two": slack})),
        )
        .await;
    let channel = |state: &Value, key: &str| {
        state
            .get("channels")
            .get(key)
            .get("id")
            .as_str()
            .map(str::to_owned)
    };
    let (one, two) = (channel(&state, "one"), channel(&state, "two"));
    assert!(one.is_some() && two.is_some() && one != two);
    assert!(!state.reveal().to_string().contains("hooks.slack.com"));

    // The signing secret goes, everything else stays.
    writes(&desk);
    let state = desk
        .apply(
            "alert",
            &state,
            config(json!({"one": hook(Json::Null), "two": slack})),
        )
        .await;
    let sent = writes(&desk);
    assert_eq!(sent.len(), 1);
    assert_eq!(
        sent[0].body["channels"][0]["config"],
        json!({"url": "https://a.example.com", "signingSecret": ""})
    );
    assert_eq!(
        sent[0].body["channels"][1]["config"]["webhookUrl"],
        "https://hooks.slack.com/services/x"
    );
    assert_eq!(
        (channel(&state, "one"), channel(&state, "two")),
        (one.clone(), two.clone())
    );
    let behind = desk
        .behind("GET", &format!("/api/v1/alerts/{}", id(&state)), Json::Null)
        .await;
    assert!(
        behind["alert"]["channels"]
            .to_string()
            .contains("\"hasSigningSecret\":false")
    );

    // Another kind is another channel; so is another key.
    let pager = json!({"name": "hook", "pagerduty": {"integration_key": "0123456789abcdef0123456789abcdef"}});
    let state = desk
        .apply(
            "alert",
            &state,
            config(json!({"one": pager, "three": slack})),
        )
        .await;
    assert_ne!(channel(&state, "one"), one);
    assert_ne!(channel(&state, "three"), None);
    assert_eq!(channel(&state, "two"), None);

    // One per event and resource; the other is found by what it watches.
    let (_, said) = desk
        .try_apply(
            "alert",
            &Value::Null,
            &config(json!({"x": hook(Json::Null)})),
        )
        .await;
    assert!(
        errors(&said).contains("terraform import infisical_alert"),
        "{}",
        errors(&said)
    );
    let imported = desk
        .import("alert", &format!("identity.authentication:{watched}"))
        .await;
    assert_eq!(id(&imported), id(&state));
    desk.destroy("alert", &state).await;
}

#[tokio::test]
async fn alerts_of_an_application_keep_their_channels() {
    let desk = Desk::today().await;
    let application = application(&desk, "alerts").await;
    let config = |channels: Json| json!({"application_id": application, "name": "expiring", "event_type": "expiration", "alert_before": "30d", "channels": channels});
    let mail = json!({"email": {"recipients": ["Ops@example.com", "dev@example.com"]}});
    let hook = json!({"webhook": {"url": "https://a.example.com", "signing_secret": "s3cret"}});
    let slack = json!({"slack": {"webhook_url": "https://hooks.slack.com/services/x"}});
    let state = desk
        .create("cert_manager_alert", config(json!([mail, hook, slack])))
        .await;
    let ids = |state: &Value| -> Vec<String> {
        state
            .get("channels")
            .items()
            .unwrap_or(&[])
            .iter()
            .map(id)
            .collect()
    };
    let before = ids(&state);
    let state = desk
        .apply("cert_manager_alert", &state, config(json!([mail, slack])))
        .await;
    assert_eq!(ids(&state), [before[0].clone(), before[2].clone()]);
    let imported = desk.import("cert_manager_alert", "alerts,expiration").await;
    assert_eq!(id(&imported), id(&state));
    assert_eq!(imported.at("channels").items().map(<[Value]>::len), Some(2));
    let mut late = config(json!([mail]));
    late["event_type"] = json!("renewal");
    let (_, said) = desk
        .try_apply("cert_manager_alert", &Value::Null, &late)
        .await;
    assert!(errors(&said).contains("alert_before"), "{}", errors(&said));
}

#[tokio::test]
async fn enrollments_are_set_and_closed_block_by_block() {
    const TYPE: &str = "cert_manager_application_profile";
    let desk = Desk::today().await;
    let application = application(&desk, "enrolled").await;
    let profile = profile(&desk, "web").await;
    let config = |more: Json| {
        let mut config = json!({"application_id": application, "profile_id": profile});
        for (name, value) in more.as_object().into_iter().flatten() {
            config[name] = value.clone();
        }
        config
    };
    desk.asked();
    let open = config(json!({
        "api_config": {"auto_renew": true},
        "acme_config": {},
        "est_config": {"passphrase_wo": "pass-phrase-1", "passphrase_wo_version": 1, "disable_bootstrap_ca_validation": true},
        "scep_config": {"challenge_type": "dynamic", "dynamic_challenge_expiry_minutes": 30},
    }));
    let state = desk.create(TYPE, open.clone()).await;
    assert_eq!(
        lines(&writes(&desk)),
        [
            "POST profiles",
            "PUT api",
            "PUT est",
            "PUT acme",
            "PUT scep",
            "POST reveal"
        ]
    );
    assert_eq!(id(&state), format!("{application}:{profile}"));
    assert!(!state.reveal().to_string().contains("pass-phrase"));
    let secret = state.at("acme_config.eab_secret").clone();
    assert!(secret.as_str().is_some_and(|secret| secret.len() > 8));
    assert_eq!(desk.refresh(TYPE, &state).await, state);

    // Only what changed is set; what is left out becomes the API's own again; a block less is closed.
    let mut next = open.clone();
    next["scep_config"] = json!({"challenge_type": "static", "challenge_password": "12345678"});
    next["api_config"] = Json::Null;
    writes(&desk);
    let state = desk.apply(TYPE, &state, next).await;
    let sent = writes(&desk);
    assert_eq!(lines(&sent), ["DELETE api", "PUT scep"]);
    assert_eq!(
        sent[1].body,
        json!({"challengeType": "static", "challengePassword": "12345678"})
    );
    assert!(
        state
            .at("scep_config.dynamic_challenge_expiry_minutes")
            .is_null()
    );
    assert_eq!(state.at("acme_config.eab_secret"), &secret);

    // The key of ACME clients stays out of state when asked so, and is there for a run.
    let quiet = config(json!({"acme_config": {"reveal_eab": false}}));
    let state = desk.apply(TYPE, &state, quiet).await;
    assert!(state.at("acme_config.eab_secret").is_null());
    let opened = desk
        .ephemeral(
            "cert_manager_acme_eab",
            json!({"application_id": application, "profile_id": profile}),
        )
        .await
        .expect("the key");
    assert_eq!(opened.value.get("eab_secret"), &secret);

    let imported = desk.import(TYPE, "enrolled:web").await;
    assert_eq!(id(&imported), id(&state));
    assert_eq!(imported.at("acme_config.eab_secret"), &secret);

    let unsafe_one = config(
        json!({"acme_config": {"skip_dns_ownership_verification": true, "skip_eab_binding": true}}),
    );
    let (_, said) = desk.try_apply(TYPE, &state, &unsafe_one).await;
    assert!(
        errors(&said).contains("anybody could get certificates"),
        "{}",
        errors(&said)
    );
    desk.destroy(TYPE, &state).await;
}

#[tokio::test]
async fn an_attached_profile_is_kept_when_an_enrollment_is_refused() {
    const TYPE: &str = "cert_manager_application_profile";
    let desk = Desk::today().await;
    let application = application(&desk, "half").await;
    let profile = profile(&desk, "half").await;
    // Without a type it is static, which needs a password: the API says so.
    let config = json!({"application_id": application, "profile_id": profile, "api_config": {}, "scep_config": {}});
    let (state, said) = desk.try_apply(TYPE, &Value::Null, &config).await;
    assert_eq!(
        said.0[0].path.as_ref().map(ToString::to_string).as_deref(),
        Some("scep_config.challenge_password"),
        "{}",
        errors(&said)
    );
    assert_eq!(id(&state), format!("{application}:{profile}"));
    let repaired = json!({"application_id": application, "profile_id": profile, "api_config": {}});
    let read = desk.refresh(TYPE, &state).await;
    assert!(!read.is_null() && read.get("scep_config").is_null());
    desk.apply(TYPE, &read, repaired).await;
}

/// States as the official provider writes them, which lack what only this one has.
#[tokio::test]
async fn states_of_the_official_provider_plan_empty() {
    let desk = slow_desk().await;
    let application = application(&desk, "official").await;
    let profile = profile(&desk, "official").await;
    let watched = identity(&desk, "official-watched").await;
    let connection = json!({"name": "official-aws", "method": "access-key", "credentials": {"access_key_id": "AKIAEXAMPLEEXAMPLE00", "secret_access_key": "not-a-real-secret-key"}});
    let connection = id(&desk.create("app_connection_aws", connection).await);
    let cases = [
        (
            "cert_manager_application_profile",
            json!({"application_id": application, "profile_id": profile, "api_config": {}, "acme_config": {}}),
            &["acme_config.reveal_eab"][..],
        ),
        (
            "certificate_sync_aws_certificate_manager",
            json!({"name": "s", "application_id": application, "connection_id": connection,
                "sync_options": {"certificate_name_schema": " {{certificateId}}"}, "destination_config": {"aws_region": "eu-central-1"}}),
            &[
                "filters",
                "sync_status",
                "last_synced_at",
                "last_sync_message",
            ],
        ),
        (
            "alert",
            json!({"name": "a", "resource_type": "identity.authentication", "resource_id": watched, "expiry": {"alert_before_days": 7},
                "channels": {"any key": {"name": "n", "email": {"recipients": [{"id": "u", "type": "user"}]}}}}),
            &["project_id"],
        ),
        (
            "cert_manager_user",
            json!({"email": "official@example.com", "role": "admin"}),
            &["temporary_roles"],
        ),
    ];
    for (name, config, new) in cases {
        let state = desk.create(name, config.clone()).await;
        let mut official = state.clone();
        for path in new {
            match path.split_once('.') {
                Some((block, member)) => {
                    let mut inner = official.get(block).clone();
                    inner.set(member, Value::Null);
                    official.set(block, inner);
                }
                None => official.set(path, Value::Null),
            }
        }
        let read = desk.refresh(name, &official).await;
        let again = desk.plan(name, &read, &desk.config(name, &config)).await;
        assert_eq!(again.planned, read, "{name}");
        for path in ["id", "role", "channels", "api_config"] {
            assert_eq!(read.at(path), state.at(path), "{name} {path}");
        }
    }
}

#[tokio::test]
async fn certificates_leave_the_destination_before_their_sync() {
    const TYPE: &str = "certificate_sync_chef";
    let desk = Desk::today().await;
    let application = application(&desk, "leaving").await;
    let connection = json!({"name": "leaving", "credentials": {"server_url": "https://chef.example.com", "org_name": "o", "user_name": "u", "private_key": "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFakeFakeFakeFakeFakeFakeFakeFakeFakeFakeFake\n-----END PRIVATE KEY-----\n"}});
    let connection = id(&desk.create("app_connection_chef", connection).await);
    let config = json!({"name": "s", "application_id": application, "connection_id": connection, "auto_sync_enabled": false, "remove_certificates_on_destroy": true,
        "sync_options": {"certificate_name_schema": "{{certificateId}}"}, "destination_config": {"data_bag_name": "bag"}});
    let state = desk.create(TYPE, config).await;
    desk.asked();
    desk.destroy(TYPE, &state).await;
    let asked = desk.asked();
    assert_eq!(lines(&asked)[0], "POST remove-certificates");
    let deleted = asked
        .iter()
        .position(|one| one.method == "DELETE")
        .expect("a delete");
    let looks = asked[1..deleted]
        .iter()
        .filter(|one| one.method == "GET")
        .count();
    assert!(looks > 0 && deleted > looks, "{:?}", lines(&asked));
}

#[tokio::test]
async fn syncs_and_applications_are_found() {
    let desk = slow_desk().await;
    let application = application(&desk, "found").await;
    let connection = json!({"name": "found-aws", "method": "access-key", "credentials": {"access_key_id": "AKIAEXAMPLEEXAMPLE00", "secret_access_key": "not-a-real-secret-key"}});
    let connection = id(&desk.create("app_connection_aws", connection).await);
    let config = json!({"name": "s", "application_id": application, "connection_id": connection,
        "sync_options": {"certificate_name_schema": "x-{{certificateId}}", "field_mappings": {"certificate": "crt"}}, "destination_config": {"aws_region": "eu-central-1"}});
    let state = desk
        .create("certificate_sync_aws_secrets_manager", config.clone())
        .await;
    assert_eq!(
        state.at("sync_options.field_mappings.private_key").as_str(),
        Some("private_key")
    );

    // Options go whole: what is left out of a PATCH would fall back.
    writes(&desk);
    let mut other = config.clone();
    other["sync_options"]["include_root_ca"] = json!(true);
    let state = desk
        .apply("certificate_sync_aws_secrets_manager", &state, other)
        .await;
    let sent = writes(&desk);
    assert_eq!(sent.len(), 1);
    assert_eq!(
        sent[0].body["syncOptions"]["certificateNameSchema"],
        "x-{{certificateId}}"
    );
    assert_eq!(sent[0].body["syncOptions"]["canImportCertificates"], false);
    assert_eq!(sent[0].body.as_object().map(serde_json::Map::len), Some(1));

    let imported = desk
        .import("certificate_sync_aws_secrets_manager", "found,s")
        .await;
    assert_eq!(id(&imported), id(&state));
    let (_, said) = desk
        .try_import("certificate_sync_aws_certificate_manager", &id(&state))
        .await;
    assert!(
        errors(&said).contains("infisical_certificate_sync_aws_secrets_manager"),
        "{}",
        errors(&said)
    );

    let syncs = desk
        .data(
            "certificate_syncs",
            json!({"application_id": application, "destination": "aws-secrets-manager"}),
        )
        .await
        .expect("syncs");
    assert_eq!(syncs["certificate_syncs"][0]["id"], id(&state));
    let none = desk
        .data("certificate_syncs", json!({"destination": "chef"}))
        .await
        .expect("syncs");
    assert_eq!(none["certificate_syncs"], json!([]));
    let one = desk
        .data("cert_manager_application", json!({"name": "found"}))
        .await
        .expect("one");
    assert_eq!(one["id"], json!(application));
    let all = desk
        .data("cert_manager_applications", json!({"search": "foun"}))
        .await
        .expect("all");
    assert_eq!(all["applications"][0]["name"], "found");
    let machine = identity(&desk, "found-machine").await;
    let member = json!({"application_id": application, "identity_id": machine, "role": "operator"});
    let member = desk
        .create("cert_manager_application_identity", member)
        .await;
    assert_eq!(
        desk.import("cert_manager_application_identity", "found:found-machine")
            .await,
        member
    );
    let members = desk
        .data(
            "cert_manager_application_members",
            json!({"application_id": application}),
        )
        .await
        .expect("members");
    assert_eq!(members["identities"][0]["identity_id"], json!(machine));
    assert_eq!(members["users"], json!([]));
    let missing = desk
        .data("cert_manager_application", json!({"name": "lost"}))
        .await;
    assert!(missing.is_err());
}
