//! AWS IAM: a signed GetCallerIdentity request that Infisical sends to STS.
//!
//! The credentials come from AWS's default chain (`reqsign-aws-core`). The signature is made here: the crate's signer
//! always signs a content hash header, which is not among those that Infisical's servers are known to pass on.

use std::collections::HashMap;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqsign_aws_core::{
    AssumeRoleWithWebIdentityCredentialProvider, Credential, ECSCredentialProvider,
    EnvCredentialProvider, IMDSv2CredentialProvider, ProcessCredentialProvider,
    ProfileCredentialProvider, SSOCredentialProvider,
};
use reqsign_core::{
    CommandExecute, CommandOutput, Context, Env, Error, FileRead, HttpSend, ProvideCredentialDyn,
};
use ring::{digest, hmac};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::cloud::{Cloud, Service};
use crate::api::config::Environment;

const BODY: &str = "Action=GetCallerIdentity&Version=2011-06-15";

/// The fields of the login body.
pub(crate) async fn fields(
    cloud: &Cloud<'_>,
    region: Option<&str>,
) -> Result<Map<String, Value>, String> {
    let context = context(cloud)?;
    let credential = find_credential(&context).await?;
    let region = match region {
        Some(region) => region.to_owned(),
        None => find_region(cloud, &context).await?,
    };
    if region.starts_with("cn-") {
        return Err(format!(
            "Infisical cannot ask the STS of {region}: it knows amazonaws.com only"
        ));
    }
    let headers = signed_headers(&credential, &region, OffsetDateTime::now_utc());
    Ok(login_fields(&headers))
}

/// AWS's default chain. It is walked here and not by the crate's own chain, which does not tell why a source failed.
async fn find_credential(context: &Context) -> Result<Credential, String> {
    let sources: [(&str, Box<dyn ProvideCredentialDyn<Credential = Credential>>); 7] = [
        (
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            Box::new(EnvCredentialProvider::new()),
        ),
        (
            "the profile of AWS_PROFILE",
            Box::new(ProfileCredentialProvider::new()),
        ),
        ("SSO", Box::new(SSOCredentialProvider::default())),
        (
            "the web identity of AWS_WEB_IDENTITY_TOKEN_FILE",
            Box::new(AssumeRoleWithWebIdentityCredentialProvider::default()),
        ),
        (
            "the profile's credential_process",
            Box::new(ProcessCredentialProvider::default()),
        ),
        (
            "ECS and EKS container credentials",
            Box::new(ECSCredentialProvider::default()),
        ),
        ("EC2 metadata", Box::new(IMDSv2CredentialProvider::new())),
    ];
    let mut tried = Vec::new();
    for (name, source) in sources {
        match source.provide_credential_dyn(context).await {
            Ok(Some(credential)) => return Ok(credential),
            Ok(None) => tried.push(name.to_owned()),
            Err(error) => tried.push(format!(
                "{name} ({})",
                error.to_string().lines().next().unwrap_or_default()
            )),
        }
    }
    Err(format!(
        "no AWS credentials found; tried {}",
        tried.join(", ")
    ))
}

fn login_fields(headers: &[(&str, String)]) -> Map<String, Value> {
    let headers: Map<String, Value> = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    let fields = [
        ("iamHttpRequestMethod", "POST".to_owned()),
        ("iamRequestBody", BASE64.encode(BODY)),
        (
            "iamRequestHeaders",
            BASE64.encode(Value::Object(headers).to_string()),
        ),
    ];
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect()
}

/// The headers of the GetCallerIdentity request; its content type is not signed.
fn signed_headers(
    credential: &Credential,
    region: &str,
    now: OffsetDateTime,
) -> Vec<(&'static str, String)> {
    let host = format!("sts.{region}.amazonaws.com");
    let date = now
        .format(format_description!(
            "[year][month][day]T[hour][minute][second]Z"
        ))
        .unwrap_or_default();
    let length = BODY.len().to_string();
    let mut signed = vec![
        ("content-length", length.as_str()),
        ("host", &host),
        ("x-amz-date", &date),
    ];
    if let Some(token) = &credential.session_token {
        signed.push(("x-amz-security-token", token));
    }
    let request = SignedRequest {
        method: "POST",
        query: "",
        headers: &signed,
        body: BODY,
    };
    let authorization = request.authorization(credential, region, "sts", &date);
    let mut headers = vec![
        ("Authorization", authorization),
        ("X-Amz-Date", date.clone()),
        ("Host", host.clone()),
        (
            "Content-Type",
            "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
        ),
        ("Content-Length", length.clone()),
    ];
    if let Some(token) = &credential.session_token {
        headers.push(("X-Amz-Security-Token", token.clone()));
    }
    headers
}

/// A request for `/` as AWS's signature version 4 sees it: header names in lower case, in order.
struct SignedRequest<'a> {
    method: &'a str,
    query: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: &'a str,
}

impl SignedRequest<'_> {
    fn authorization(
        &self,
        credential: &Credential,
        region: &str,
        service: &str,
        date: &str,
    ) -> String {
        const ALGORITHM: &str = "AWS4-HMAC-SHA256";
        let names: Vec<_> = self.headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let lines: String = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}:{}\n", value.trim()))
            .collect();
        let (method, query, body) = (self.method, self.query, hash(self.body));
        let canonical = format!("{method}\n/\n{query}\n{lines}\n{names}\n{body}");
        let day = date.get(..8).unwrap_or_default();
        let scope = format!("{day}/{region}/{service}/aws4_request");
        let text = format!("{ALGORITHM}\n{date}\n{scope}\n{}", hash(&canonical));
        let mut key = format!("AWS4{}", credential.secret_access_key).into_bytes();
        for part in [day, region, service, "aws4_request", &text] {
            key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), part.as_bytes())
                .as_ref()
                .to_vec();
        }
        let (id, signature) = (&credential.access_key_id, hex(&key));
        format!("{ALGORITHM} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}")
    }
}

fn hash(text: &str) -> String {
    hex(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The region, as AWS's tools find it: variables, the profile, the machine's own.
async fn find_region(cloud: &Cloud<'_>, context: &Context) -> Result<String, String> {
    if let Some(region) = ["AWS_REGION", "AWS_DEFAULT_REGION"]
        .iter()
        .find_map(|name| cloud.variable(name))
    {
        return Ok(region);
    }
    let config = cloud
        .variable("AWS_CONFIG_FILE")
        .unwrap_or_else(|| "~/.aws/config".to_owned());
    let profile = cloud
        .variable("AWS_PROFILE")
        .unwrap_or_else(|| "default".to_owned());
    if let Some(path) = context.expand_home_dir(&config)
        && let Ok(text) = tokio::fs::read_to_string(path).await
        && let Some(region) = region_of_profile(&text, &profile)
    {
        return Ok(region);
    }
    let found = region_of_machine(cloud).await;
    found.map_err(|error| format!("no AWS region found: set AWS_REGION (tried AWS_DEFAULT_REGION, the profile, and {error})"))
}

fn region_of_profile(config: &str, profile: &str) -> Option<String> {
    let mut inside = false;
    for line in config.lines().map(str::trim) {
        if let Some(section) = line
            .strip_prefix('[')
            .and_then(|line| line.split(']').next())
        {
            let name = section.trim();
            inside = name.strip_prefix("profile").map_or(name, str::trim) == profile;
        } else if inside
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "region"
        {
            return Some(value.trim().to_owned()).filter(|region| !region.is_empty());
        }
    }
    None
}

async fn region_of_machine(cloud: &Cloud<'_>) -> Result<String, String> {
    use secrecy::ExposeSecret;
    const WHAT: &str = "EC2 metadata";
    let base = cloud.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    let base = base.unwrap_or_else(|| "http://169.254.169.254".to_owned());
    let http = cloud.http(Service::Metadata)?;
    let ask = http
        .put(format!("{base}/latest/api/token"))
        .header("X-aws-ec2-metadata-token-ttl-seconds", "21600");
    let token = cloud.ask(WHAT, ask).await?;
    let ask = http
        .get(format!("{base}/latest/dynamic/instance-identity/document"))
        .header("X-aws-ec2-metadata-token", token);
    cloud
        .ask_for(WHAT, "region", ask)
        .await
        .map(|region| region.expose_secret().to_owned())
}

/// What the credential chain may use: our variables, files, HTTP client, and programs (`credential_process`).
fn context(cloud: &Cloud<'_>) -> Result<Context, String> {
    Ok(Context::new()
        .with_env(Variables(cloud.environment().clone()))
        .with_file_read(Files)
        .with_http_send(Http {
            metadata: cloud.http(Service::Metadata)?,
            public: cloud.http(Service::Public)?,
        })
        .with_command_execute(Programs))
}

#[derive(Debug)]
struct Variables(Environment);

impl Env for Variables {
    fn var(&self, key: &str) -> Option<String> {
        self.0.get(key)
    }

    fn vars(&self) -> HashMap<String, String> {
        self.0.all()
    }

    fn home_dir(&self) -> Option<PathBuf> {
        self.0
            .get("HOME")
            .or_else(|| self.0.get("USERPROFILE"))
            .map(PathBuf::from)
    }
}

#[derive(Debug)]
struct Files;

impl FileRead for Files {
    async fn file_read(&self, path: &str) -> reqsign_core::Result<Vec<u8>> {
        tokio::fs::read(path)
            .await
            .map_err(|error| Error::unexpected(format!("{path} cannot be read")).with_source(error))
    }
}

#[derive(Debug)]
struct Http {
    metadata: reqwest::Client,
    public: reqwest::Client,
}

impl HttpSend for Http {
    async fn http_send(
        &self,
        request: http::Request<bytes::Bytes>,
    ) -> reqsign_core::Result<http::Response<bytes::Bytes>> {
        let fail = |error: reqwest::Error| {
            Error::unexpected("the request failed").with_source(error.without_url())
        };
        // Metadata servers of EC2, ECS and EKS speak plain HTTP, and never through a proxy.
        let client = match request.uri().scheme_str() {
            Some("http") => &self.metadata,
            _ => &self.public,
        };
        let request = reqwest::Request::try_from(request).map_err(fail)?;
        let response = client.execute(request).await.map_err(fail)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut answer = http::Response::new(response.bytes().await.map_err(fail)?);
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

#[derive(Debug)]
struct Programs;

impl CommandExecute for Programs {
    async fn command_execute<'a>(
        &'a self,
        program: &'a str,
        args: &'a [&'a str],
    ) -> reqsign_core::Result<CommandOutput> {
        let mut command = std::process::Command::new(program);
        command.args(args).stdin(std::process::Stdio::null());
        let fail = |error: String| Error::unexpected(format!("{program} cannot be run: {error}"));
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .map_err(|error| fail(error.to_string()))?;
        let output = output.map_err(|error| fail(error.to_string()))?;
        Ok(CommandOutput {
            status: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: output.stderr,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn credential(session_token: Option<&str>) -> Credential {
        Credential {
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
            session_token: session_token.map(str::to_owned),
            expires_in: None,
        }
    }

    /// The worked example of AWS's documentation of signature version 4 (ListUsers).
    #[test]
    fn signs_as_the_documentation_of_aws() {
        let headers = [
            (
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            ),
            ("host", "iam.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
        ];
        let request = SignedRequest {
            method: "GET",
            query: "Action=ListUsers&Version=2010-05-08",
            headers: &headers,
            body: "",
        };
        assert_eq!(
            request.authorization(&credential(None), "us-east-1", "iam", "20150830T123600Z"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date, \
             Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        );
    }

    #[test]
    fn the_request_has_the_headers_that_infisical_expects() {
        let headers = signed_headers(
            &credential(Some("session")),
            "eu-west-1",
            datetime!(2026-08-01 12:00:00 UTC),
        );
        let fields = login_fields(&headers);
        let decode = |name: &str| {
            String::from_utf8(BASE64.decode(fields[name].as_str().unwrap()).unwrap()).unwrap()
        };
        assert_eq!(decode("iamRequestBody").len(), 43);
        let headers: Value = serde_json::from_str(&decode("iamRequestHeaders")).unwrap();
        assert_eq!(headers["Host"], "sts.eu-west-1.amazonaws.com");
        assert_eq!(headers["X-Amz-Date"], "20260801T120000Z");
        assert_eq!(headers["X-Amz-Security-Token"], "session");
        assert_eq!(headers["Content-Length"], "43");
        let authorization = headers["Authorization"].as_str().unwrap();
        assert!(
            authorization
                .contains("SignedHeaders=content-length;host;x-amz-date;x-amz-security-token,"),
            "{authorization}"
        );
    }

    #[test]
    fn the_region_of_a_profile() {
        let config = "[default]\nregion = us-east-1\n# x\n[profile prod]\noutput=json\nregion=eu-west-1\n[profile empty]\nregion=\n";
        for (profile, expected) in [
            ("default", Some("us-east-1")),
            ("prod", Some("eu-west-1")),
            ("empty", None),
            ("x", None),
        ] {
            assert_eq!(
                region_of_profile(config, profile).as_deref(),
                expected,
                "{profile}"
            );
        }
    }
}
