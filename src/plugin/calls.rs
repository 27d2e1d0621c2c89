//! What each call of Terraform does: decode, hand over to the framework's traits, encode. Faults are diagnostics.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Instant;

use prost::Message;
use prost::bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;

use super::convert::{self, entry, nested, read_identity, read_json, read_value, value};
use super::proto::tfplugin6 as wire;
use super::write_only;
use crate::framework::operations::{self, PlanRequest};
use crate::framework::parts::Named;
use crate::framework::traits::{
    Action, ApplyRequest, ConfigureRequest, DataSource, EphemeralResource, Function, ImportRequest,
    ListResource, Provider, Resource, State, StateResponse,
};
use crate::framework::{Diagnostics, IdentitySchema, Parts, Schema, Type, Value};
use crate::framework::{codec, conformance, generate_config, plan, validate};

/// An answer, or why there is none.
pub type Answer<T> = Result<T, Diagnostics>;

/// Makes the provider.
pub type MakeProvider = Box<dyn FnOnce() -> Arc<dyn Provider> + Send>;

/// How many objects a list gives when the caller does not say.
const DEFAULT_LIMIT: usize = 100;

/// What Terraform asks for at the start, encoded.
pub struct Told {
    /// `GetMetadata`
    pub metadata: Bytes,
    /// `GetProviderSchema`
    pub schemas: Bytes,
    /// `GetResourceIdentitySchemas`
    pub identities: Bytes,
}

/// A provider being served: made on first use, so that the handshake waits for nothing.
pub struct Served {
    provider: LazyLock<Arc<dyn Provider>, MakeProvider>,
    told: OnceLock<Told>,
    /// its configuration is not known yet
    deferred: AtomicBool,
    /// the caller says that it takes deferred answers, and does not
    mistakes_deferral: AtomicBool,
}

/// Where all parts of a provider are looked up by name.
fn find<'a, T: Named + ?Sized>(parts: &'a Parts<T>, kind: &str, name: &str) -> Answer<&'a Arc<T>> {
    parts.get(name).ok_or_else(|| unknown(kind, name))
}

fn unknown(kind: &str, name: &str) -> Diagnostics {
    Diagnostics::from_error(
        format!("Unknown {kind}"),
        format!("This version of the provider has no {kind} named {name:?}."),
    )
}

impl Served {
    /// Serves what the function will make.
    pub fn new(make: MakeProvider) -> Served {
        Served {
            provider: LazyLock::new(make),
            told: OnceLock::new(),
            deferred: AtomicBool::new(false),
            mistakes_deferral: AtomicBool::new(false),
        }
    }

    fn resource(&self, name: &str) -> Answer<&dyn Resource> {
        find(self.provider.resources(), "resource type", name).map(|part| &**part)
    }

    fn data_source(&self, name: &str) -> Answer<&dyn DataSource> {
        find(self.provider.data_sources(), "data source", name).map(|part| &**part)
    }

    fn ephemeral(&self, name: &str) -> Answer<&dyn EphemeralResource> {
        find(
            self.provider.ephemeral_resources(),
            "ephemeral resource",
            name,
        )
        .map(|part| &**part)
    }

    fn function(&self, name: &str) -> Answer<&dyn Function> {
        find(self.provider.functions(), "function", name).map(|part| &**part)
    }

    fn list(&self, name: &str) -> Answer<Arc<dyn ListResource>> {
        let kind = "list resource";
        let resource = find(self.provider.resources(), kind, name)?.clone();
        resource.lister().ok_or_else(|| unknown(kind, name))
    }

    fn action(&self, name: &str) -> Answer<&dyn Action> {
        find(self.provider.actions(), "action", name).map(|part| &**part)
    }

    /// Nothing when the provider is configured. Otherwise «deferred» when the caller understands that, else an error.
    fn deferral(
        &self,
        client: Option<&wire::ClientCapabilities>,
    ) -> Answer<Option<wire::Deferred>> {
        if !self.deferred.load(Ordering::Acquire) {
            return Ok(None);
        }
        if self.takes_deferral(client) {
            return Ok(Some(wire::Deferred {
                reason: wire::deferred::Reason::ProviderConfigUnknown.into(),
            }));
        }
        Err(Diagnostics::from_error(
            "Provider configuration is not known yet",
            "The provider block uses values that are known only after apply, and this operation needs them now. \
             Apply what they come from first (terraform apply -target=...), or set them from variables.",
        ))
    }

    fn takes_deferral(&self, client: Option<&wire::ClientCapabilities>) -> bool {
        client.is_some_and(|client| client.deferral_allowed)
            && !self.mistakes_deferral.load(Ordering::Acquire)
    }

    /// What the provider has, encoded once.
    pub fn told(&self) -> &Told {
        self.told.get_or_init(|| self.tell())
    }

    /// A protobuf message is the sum of its parts: each part of the provider is made, encoded and dropped in turn, so that
    /// the whole never stands in memory.
    fn tell(&self) -> Told {
        use wire::get_metadata::*;
        use wire::get_provider_schema::Response as Schemas;
        use wire::get_resource_identity_schemas::Response as Identities;
        let began = Instant::now();
        let (mut metadata, mut schemas, mut identities) = Default::default();
        let provider = &self.provider;
        add(
            &mut schemas,
            Schemas {
                server_capabilities: capabilities(),
                ..Schemas::default()
            },
        );
        nested(&mut schemas, 1, |out| {
            convert::schema(provider.schema(), out)
        });
        add(
            &mut metadata,
            Response {
                server_capabilities: capabilities(),
                ..Response::default()
            },
        );
        // One entry of the schemas (with the number of its field in tfplugin6.proto), and the same name in the metadata.
        macro_rules! tell {
            ($field:literal, $name:expr, $value:expr, $names:ident: $metadata:ident { $key:ident }) => {{
                entry(&mut schemas, $field, $name, $value);
                let $key = $name.to_owned();
                let named = Response {
                    $names: vec![$metadata { $key }],
                    ..Response::default()
                };
                add(&mut metadata, named);
            }};
        }
        provider.resources().each(|resource| {
            let (name, schema) = (resource.type_name(), resource.schema());
            tell!(2, name, |out| convert::schema(schema, out), resources: ResourceMetadata { type_name });
            if let Some(schema) = resource.identity_schema() {
                let identity = Identities {
                    identity_schemas: [(name.to_owned(), convert::identity_schema(schema))].into(),
                    ..Identities::default()
                };
                add(&mut identities, identity);
            }
            if let Some(list) = resource.clone().lister() {
                tell!(9, name, |out| convert::schema(list.schema(), out), list_resources: ListResourceMetadata { type_name });
            }
        });
        provider.data_sources().each(|source| {
            let (name, schema) = (source.type_name(), source.schema());
            tell!(3, name, |out| convert::schema(schema, out), data_sources: DataSourceMetadata { type_name });
        });
        provider.ephemeral_resources().each(|ephemeral| {
            let (name, schema) = (ephemeral.type_name(), ephemeral.schema());
            tell!(8, name, |out| convert::schema(schema, out), ephemeral_resources: EphemeralMetadata { type_name });
        });
        provider.functions().each(|function| {
            let (own, signature) = (function.name(), convert::function(function.signature()));
            tell!(7, own, |out| signature.encode_raw(out), functions: FunctionMetadata { name });
        });
        provider.actions().each(|action| {
            let (name, schema) = (action.type_name(), action.schema());
            // An action's schema stands in a message of its own.
            let schema = |out: &mut Vec<u8>| nested(out, 1, |out| convert::schema(schema, out));
            tell!(11, name, schema, actions: ActionMetadata { type_name });
        });
        let microseconds = began.elapsed().as_micros() as u64;
        let size = schemas.len();
        tracing::debug!(microseconds, size, "made the schemas");
        Told {
            metadata: metadata.into(),
            schemas: schemas.into(),
            identities: identities.into(),
        }
    }

    pub async fn get_metadata(
        &self,
        _: wire::get_metadata::Request,
    ) -> Answer<wire::get_metadata::Response> {
        own(self.told().metadata.clone())
    }

    pub async fn get_provider_schema(
        &self,
        _: wire::get_provider_schema::Request,
    ) -> Answer<wire::get_provider_schema::Response> {
        own(self.told().schemas.clone())
    }

    pub async fn get_resource_identity_schemas(
        &self,
        _: wire::get_resource_identity_schemas::Request,
    ) -> Answer<wire::get_resource_identity_schemas::Response> {
        own(self.told().identities.clone())
    }

    pub async fn validate_provider_config(
        &self,
        request: wire::validate_provider_config::Request,
    ) -> Answer<wire::validate_provider_config::Response> {
        let schema = self.provider.schema();
        let config = config(request.config.as_ref(), schema)?;
        let mut diagnostics = validate::validate(schema, &config);
        diagnostics.extend(self.provider.validate(&config).await);
        Ok(wire::validate_provider_config::Response {
            diagnostics: convert::diagnostics(diagnostics),
        })
    }

    pub async fn configure_provider(
        &self,
        request: wire::configure_provider::Request,
    ) -> Answer<wire::configure_provider::Response> {
        let config = config(request.config.as_ref(), self.provider.schema())?;
        let mistaken = mistakes_deferral(&request.terraform_version);
        self.mistakes_deferral.store(mistaken, Ordering::Release);
        let deferral_allowed = self.takes_deferral(request.client_capabilities.as_ref());
        let configured = self
            .provider
            .configure(ConfigureRequest {
                config,
                terraform_version: request.terraform_version,
                deferral_allowed,
            })
            .await;
        self.deferred.store(configured.deferred, Ordering::Release);
        Ok(wire::configure_provider::Response {
            diagnostics: convert::diagnostics(configured.diagnostics),
        })
    }

    pub async fn stop_provider(
        &self,
        _: wire::stop_provider::Request,
    ) -> Answer<wire::stop_provider::Response> {
        self.provider.stop().await;
        Ok(wire::stop_provider::Response::default())
    }

    pub async fn validate_resource_config(
        &self,
        request: wire::validate_resource_config::Request,
    ) -> Answer<wire::validate_resource_config::Response> {
        let resource = self.resource(&request.type_name)?;
        let config = config(request.config.as_ref(), resource.schema())?;
        let mut diagnostics = operations::validate(resource, &config).await;
        let client = request.client_capabilities.unwrap_or_default();
        if !client.write_only_attributes_allowed {
            write_only::refuse(&resource.schema().block, &config, &mut diagnostics);
        }
        Ok(wire::validate_resource_config::Response {
            diagnostics: convert::diagnostics(diagnostics),
        })
    }

    pub async fn upgrade_resource_state(
        &self,
        request: wire::upgrade_resource_state::Request,
    ) -> Answer<wire::upgrade_resource_state::Response> {
        let resource = self.resource(&request.type_name)?;
        let stored = stored_json(request.raw_state.as_ref(), "state")?;
        let mut state = upgraded(resource, request.version, stored)?;
        plan::strip_write_only(&resource.schema().block, &mut state);
        Ok(wire::upgrade_resource_state::Response {
            upgraded_state: value(&state, &resource.schema().value_type()),
            diagnostics: Vec::new(),
        })
    }

    pub async fn upgrade_resource_identity(
        &self,
        request: wire::upgrade_resource_identity::Request,
    ) -> Answer<wire::upgrade_resource_identity::Response> {
        let resource = self.resource(&request.type_name)?;
        let schema = identity_schema_of(resource)?;
        check_version("identity", request.version, schema.version)?;
        let stored = stored_json(request.raw_identity.as_ref(), "identity")?;
        let identity = codec::from_json(&stored, &schema.value_type(), true)
            .map_err(|error| convert::unreadable("stored identity", error))?;
        Ok(wire::upgrade_resource_identity::Response {
            upgraded_identity: convert::identity(Some(&identity), Some(schema)),
            diagnostics: Vec::new(),
        })
    }

    pub async fn read_resource(
        &self,
        request: wire::read_resource::Request,
    ) -> Answer<wire::read_resource::Response> {
        let resource = self.resource(&request.type_name)?;
        if let Some(deferred) = self.deferral(request.client_capabilities.as_ref())? {
            return Ok(wire::read_resource::Response {
                new_state: request.current_state,
                private: request.private,
                new_identity: request.current_identity,
                deferred: Some(deferred),
                diagnostics: Vec::new(),
            });
        }
        let ty = resource.schema().value_type();
        let state = State {
            value: read_value(request.current_state.as_ref(), &ty, "state")?,
            private: request.private.into(),
            identity: read_identity(
                request.current_identity.as_ref(),
                resource.identity_schema(),
            )?,
        };
        let read = Encoded::new(resource, operations::read(resource, state).await);
        Ok(wire::read_resource::Response {
            new_state: read.state,
            private: read.private,
            new_identity: read.identity,
            deferred: None,
            diagnostics: read.diagnostics,
        })
    }

    pub async fn plan_resource_change(
        &self,
        request: wire::plan_resource_change::Request,
    ) -> Answer<wire::plan_resource_change::Response> {
        let resource = self.resource(&request.type_name)?;
        let schema = resource.schema();
        let ty = schema.value_type();
        let prior = read_value(request.prior_state.as_ref(), &ty, "prior state")?;
        let proposed = read_value(request.proposed_new_state.as_ref(), &ty, "proposed state")?;
        let config = read_value(request.config.as_ref(), &ty, "configuration")?;
        let client = request.client_capabilities.as_ref();
        // A plan needs no server: it is made all the same.
        let deferred = self.deferral(client).unwrap_or_default();
        let identity = read_identity(request.prior_identity.as_ref(), resource.identity_schema())?;
        let plan_request = PlanRequest {
            prior,
            proposed,
            config,
            private: request.prior_private.into(),
            identity,
        };
        let plan = operations::plan(resource, plan_request).await;
        Ok(wire::plan_resource_change::Response {
            planned_state: value(&plan.planned, &ty),
            requires_replace: plan.replace.iter().map(convert::path).collect(),
            planned_private: plan.private.into(),
            diagnostics: convert::diagnostics(plan.diagnostics),
            planned_identity: convert::identity(plan.identity.as_ref(), resource.identity_schema()),
            deferred,
            ..Default::default()
        })
    }

    pub async fn apply_resource_change(
        &self,
        request: wire::apply_resource_change::Request,
    ) -> Answer<wire::apply_resource_change::Response> {
        let resource = self.resource(&request.type_name)?;
        self.deferral(None)?;
        let ty = resource.schema().value_type();
        let apply_request = ApplyRequest {
            prior: read_value(request.prior_state.as_ref(), &ty, "prior state")?,
            planned: read_value(request.planned_state.as_ref(), &ty, "planned state")?,
            config: read_value(request.config.as_ref(), &ty, "configuration")?,
            private: request.planned_private.into(),
            identity: read_identity(
                request.planned_identity.as_ref(),
                resource.identity_schema(),
            )?,
        };
        let applied = Encoded::new(resource, operations::apply(resource, apply_request).await);
        Ok(wire::apply_resource_change::Response {
            new_state: applied.state,
            private: applied.private,
            new_identity: applied.identity,
            diagnostics: applied.diagnostics,
            legacy_type_system: false,
        })
    }

    pub async fn import_resource_state(
        &self,
        request: wire::import_resource_state::Request,
    ) -> Answer<wire::import_resource_state::Response> {
        use wire::import_resource_state::{ImportedResource, Response};
        let resource = self.resource(&request.type_name)?;
        if let Some(deferred) = self.deferral(request.client_capabilities.as_ref())? {
            let unknown = ImportedResource {
                type_name: request.type_name,
                state: value(
                    &to_be_read(resource.schema()),
                    &resource.schema().value_type(),
                ),
                identity: request.identity,
                ..Default::default()
            };
            return Ok(Response {
                imported_resources: vec![unknown],
                deferred: Some(deferred),
                diagnostics: Vec::new(),
            });
        }
        let identity = read_identity(request.identity.as_ref(), resource.identity_schema())?;
        let import_request = match identity {
            Some(identity) => ImportRequest::Identity(identity),
            None if request.id.is_empty() => {
                return Err(Diagnostics::from_error(
                    "Nothing to import by",
                    format!(
                        "An import of {} needs an id or an identity.",
                        request.type_name
                    ),
                ));
            }
            None => ImportRequest::Id(request.id),
        };
        let mut imported = operations::import(resource, import_request).await;
        if imported.state.value.is_null() && !imported.diagnostics.has_errors() {
            imported.diagnostics.error(
                "Cannot import what does not exist",
                format!("There is no such {} to import.", request.type_name),
            );
        }
        let failed = imported.diagnostics.has_errors();
        let imported = Encoded::new(resource, imported);
        let found = (!failed).then_some(ImportedResource {
            type_name: request.type_name,
            state: imported.state,
            private: imported.private,
            identity: imported.identity,
        });
        Ok(Response {
            imported_resources: found.into_iter().collect(),
            diagnostics: imported.diagnostics,
            deferred: None,
        })
    }

    pub async fn move_resource_state(
        &self,
        request: wire::move_resource_state::Request,
    ) -> Answer<wire::move_resource_state::Response> {
        let resource = self.resource(&request.target_type_name)?;
        let source = stored_json(request.source_state.as_ref(), "state")?;
        let (provider, from) = (&request.source_provider_address, &request.source_type_name);
        // The same type of another provider with this one's name: its state is ours.
        let mut state = if *from == request.target_type_name {
            upgraded(resource, request.source_schema_version, source)?
        } else {
            let moved = resource.move_from(provider, from, &source).ok_or_else(|| {
                let to = &request.target_type_name;
                Diagnostics::from_error(
                    "Cannot move between these types",
                    format!("State of {from} ({provider}) cannot become state of {to}. Use a removed block with destroy = false for the old, and an import block for the new resource."),
                )
            })?;
            upgraded(resource, resource.schema().version, moved)?
        };
        plan::strip_write_only(&resource.schema().block, &mut state);
        // An identity that does not fit is no loss: the next refresh tells it.
        let identity = request
            .source_identity
            .filter(|raw| !raw.json.is_empty())
            .and_then(|raw| {
                let json = read_json(&raw.json, "identity").ok()?;
                let ty = resource.identity_schema()?.value_type();
                codec::from_json(&json, &ty, false).ok()
            });
        Ok(wire::move_resource_state::Response {
            target_state: value(&state, &resource.schema().value_type()),
            target_identity: convert::identity(identity.as_ref(), resource.identity_schema()),
            // Private bytes are the other provider's own.
            target_private: Bytes::new(),
            diagnostics: Vec::new(),
        })
    }

    pub async fn generate_resource_config(
        &self,
        request: wire::generate_resource_config::Request,
    ) -> Answer<wire::generate_resource_config::Response> {
        let resource = self.resource(&request.type_name)?;
        let ty = resource.schema().value_type();
        let state = read_value(request.state.as_ref(), &ty, "state")?;
        let config = generate_config::generate(resource.schema(), &state);
        Ok(wire::generate_resource_config::Response {
            config: value(&config, &ty),
            diagnostics: Vec::new(),
        })
    }

    pub async fn validate_data_resource_config(
        &self,
        request: wire::validate_data_resource_config::Request,
    ) -> Answer<wire::validate_data_resource_config::Response> {
        let source = self.data_source(&request.type_name)?;
        let config = config(request.config.as_ref(), source.schema())?;
        let mut diagnostics = validate::validate(source.schema(), &config);
        source.validate(&config, &mut diagnostics).await;
        Ok(wire::validate_data_resource_config::Response {
            diagnostics: convert::diagnostics(diagnostics),
        })
    }

    pub async fn read_data_source(
        &self,
        request: wire::read_data_source::Request,
    ) -> Answer<wire::read_data_source::Response> {
        let source = self.data_source(&request.type_name)?;
        let ty = source.schema().value_type();
        let deferred = self.deferral(request.client_capabilities.as_ref())?;
        let (state, diagnostics) = match deferred {
            Some(_) => (Value::Unknown, Diagnostics::new()),
            None => {
                let config = read_value(request.config.as_ref(), &ty, "configuration")?;
                operations::read_data(source, config).await?
            }
        };
        Ok(wire::read_data_source::Response {
            state: value(&state, &ty),
            diagnostics: convert::diagnostics(diagnostics),
            deferred,
        })
    }

    pub async fn validate_ephemeral_resource_config(
        &self,
        request: wire::validate_ephemeral_resource_config::Request,
    ) -> Answer<wire::validate_ephemeral_resource_config::Response> {
        let schema = self.ephemeral(&request.type_name)?.schema();
        Ok(wire::validate_ephemeral_resource_config::Response {
            diagnostics: check(request.config.as_ref(), schema)?,
        })
    }

    pub async fn open_ephemeral_resource(
        &self,
        request: wire::open_ephemeral_resource::Request,
    ) -> Answer<wire::open_ephemeral_resource::Response> {
        let ephemeral = self.ephemeral(&request.type_name)?;
        let ty = ephemeral.schema().value_type();
        if let Some(deferred) = self.deferral(request.client_capabilities.as_ref())? {
            return Ok(wire::open_ephemeral_resource::Response {
                result: value(&Value::Unknown, &ty),
                deferred: Some(deferred),
                ..Default::default()
            });
        }
        let config = read_value(request.config.as_ref(), &ty, "configuration")?;
        let opened = operations::open(ephemeral, config).await?;
        Ok(wire::open_ephemeral_resource::Response {
            result: value(&opened.value, &ty),
            renew_at: convert::timestamp(opened.renew_at),
            private: Some(opened.private.into()),
            diagnostics: convert::diagnostics(opened.diagnostics),
            deferred: None,
        })
    }

    pub async fn renew_ephemeral_resource(
        &self,
        request: wire::renew_ephemeral_resource::Request,
    ) -> Answer<wire::renew_ephemeral_resource::Response> {
        let ephemeral = self.ephemeral(&request.type_name)?;
        let renewed = ephemeral
            .renew(request.private.unwrap_or_default().into())
            .await?;
        Ok(wire::renew_ephemeral_resource::Response {
            renew_at: convert::timestamp(renewed.renew_at),
            private: Some(renewed.private.into()),
            diagnostics: convert::diagnostics(renewed.diagnostics),
        })
    }

    pub async fn close_ephemeral_resource(
        &self,
        request: wire::close_ephemeral_resource::Request,
    ) -> Answer<wire::close_ephemeral_resource::Response> {
        let ephemeral = self.ephemeral(&request.type_name)?;
        let private = request.private.unwrap_or_default().into();
        Ok(wire::close_ephemeral_resource::Response {
            diagnostics: convert::diagnostics(ephemeral.close(private).await),
        })
    }

    pub async fn get_functions(
        &self,
        _: wire::get_functions::Request,
    ) -> Answer<wire::get_functions::Response> {
        let mut answer = wire::get_functions::Response::default();
        self.provider.functions().each(|function| {
            let (name, signature) = (function.name().to_owned(), function.signature());
            answer.functions.insert(name, convert::function(signature));
        });
        Ok(answer)
    }

    pub async fn call_function(
        &self,
        request: wire::call_function::Request,
    ) -> Answer<wire::call_function::Response> {
        let function = self.function(&request.name)?;
        let signature = function.signature();
        let failed = |text: String, argument: Option<usize>| wire::call_function::Response {
            result: None,
            error: Some(wire::FunctionError {
                text,
                function_argument: argument.map(|at| at as i64),
            }),
        };
        let (given, wanted) = (request.arguments.len(), signature.parameters.len());
        if given < wanted || (given > wanted && signature.variadic.is_none()) {
            return Ok(failed(
                format!("{wanted} arguments are wanted, not {given}"),
                None,
            ));
        }
        let mut arguments = Vec::with_capacity(given);
        let parameters = signature.parameters.iter();
        for (at, (parameter, sent)) in parameters
            .chain(signature.variadic.iter().cycle())
            .zip(&request.arguments)
            .enumerate()
        {
            let what = format!("argument {}", parameter.name);
            match read_value(Some(sent), &parameter.ty, &what) {
                Ok(Value::Null) if !parameter.allow_null => {
                    return Ok(failed(format!("{what} must not be null"), Some(at)));
                }
                Ok(argument) => arguments.push(argument),
                Err(diagnostics) => return Ok(failed(text(&diagnostics), Some(at))),
            }
        }
        if arguments.iter().any(Value::contains_unknown) {
            return Ok(wire::call_function::Response {
                result: value(&Value::Unknown, &signature.result),
                error: None,
            });
        }
        Ok(match function.call(arguments).await {
            Ok(result) => wire::call_function::Response {
                result: value(&result, &signature.result),
                error: None,
            },
            Err(error) => wire::call_function::Response {
                result: None,
                error: Some(wire::FunctionError {
                    text: error.text,
                    function_argument: error.argument,
                }),
            },
        })
    }

    pub async fn validate_list_resource_config(
        &self,
        request: wire::validate_list_resource_config::Request,
    ) -> Answer<wire::validate_list_resource_config::Response> {
        let list = self.list(&request.type_name)?;
        Ok(wire::validate_list_resource_config::Response {
            diagnostics: check(request.config.as_ref(), list.schema())?,
        })
    }

    pub async fn list_resource(
        &self,
        request: wire::list_resource::Request,
    ) -> Answer<Vec<wire::list_resource::Event>> {
        let list = self.list(&request.type_name)?;
        let resource = self.resource(&request.type_name)?;
        let identity_schema = identity_schema_of(resource)?;
        self.deferral(None)?;
        let config = config(request.config.as_ref(), list.schema())?;
        let limit = match usize::try_from(request.limit) {
            Ok(0) | Err(_) => DEFAULT_LIMIT,
            Ok(limit) => limit,
        };
        let found = list
            .list(config, request.include_resource_object, limit)
            .await?;
        let schema = resource.schema();
        let ty = schema.value_type();
        let events = found.into_iter().take(limit).map(|mut one| {
            let whole = conformance::check_identity(identity_schema, &one.identity).is_empty();
            if !whole {
                // Core leaves out what has a warning and no identity; without the warning, the whole list would fail.
                one.diagnostics.warning(
                    "Not listed",
                    format!("{} has no identity to import it by.", one.display_name),
                );
            }
            let object = one.resource.filter(|_| request.include_resource_object);
            wire::list_resource::Event {
                identity: convert::identity(
                    Some(&one.identity).filter(|_| whole),
                    Some(identity_schema),
                ),
                display_name: one.display_name,
                resource_object: object.and_then(|mut object| {
                    plan::strip_write_only(&schema.block, &mut object);
                    value(&object, &ty)
                }),
                diagnostic: convert::diagnostics(one.diagnostics),
            }
        });
        Ok(events.collect())
    }

    pub async fn validate_action_config(
        &self,
        request: wire::validate_action_config::Request,
    ) -> Answer<wire::validate_action_config::Response> {
        let schema = self.action(&request.type_name)?.schema();
        Ok(wire::validate_action_config::Response {
            diagnostics: check(request.config.as_ref(), schema)?,
        })
    }

    pub async fn plan_action(
        &self,
        request: wire::plan_action::Request,
    ) -> Answer<wire::plan_action::Response> {
        let schema = self.action(&request.action_type)?.schema();
        let client = request.client_capabilities.as_ref();
        Ok(wire::plan_action::Response {
            diagnostics: check(request.config.as_ref(), schema)?,
            // Where the caller does not understand «deferred»: by the time of the invocation all is known.
            deferred: self.deferral(client).unwrap_or_default(),
        })
    }

    pub async fn invoke_action(
        &self,
        request: wire::invoke_action::Request,
        progress: UnboundedSender<String>,
    ) -> Answer<Diagnostics> {
        let action = self.action(&request.action_type)?;
        self.deferral(None)?;
        let config = config(request.config.as_ref(), action.schema())?;
        Ok(action.invoke(config, progress).await)
    }
}

/// Adds a part of a message to its encoding.
fn add(bytes: &mut Vec<u8>, part: impl Message) {
    bytes.reserve(part.encoded_len());
    part.encode_raw(bytes);
}

/// Reads what we have encoded.
fn own<M: Message + Default>(bytes: Bytes) -> Answer<M> {
    M::decode(bytes).map_err(|_| {
        Diagnostics::from_error("Provider bug", "The provider cannot read its own schemas.")
    })
}

fn capabilities() -> Option<wire::ServerCapabilities> {
    Some(wire::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    })
}

/// Reads a configuration. None at all (`list` and `action` blocks without `config` block) is one that sets nothing.
fn config(sent: Option<&wire::DynamicValue>, schema: &Schema) -> Answer<Value> {
    let config = read_value(sent, &schema.value_type(), "configuration")?;
    Ok(match config {
        Value::Null => generate_config::generate(schema, &Value::Null),
        config => config,
    })
}

/// An object of which nothing is known but that write-only values are not there.
fn to_be_read(schema: &Schema) -> Value {
    let attributes = schema.block.attributes.iter().map(|a| &a.name);
    let blocks = schema.block.blocks.iter().map(|b| &b.name);
    let mut object = Value::object(
        attributes
            .chain(blocks)
            .map(|n| (n.clone(), Value::Unknown)),
    );
    plan::strip_write_only(&schema.block, &mut object);
    object
}

/// OpenTofu 1.11.0 to 1.11.3 say that they take deferred answers: the first two make errors of deferred plans, the others
/// take deferred answers for real ones. Terraform 1.11 has alpha versions that take them.
fn mistakes_deferral(version: &str) -> bool {
    let (number, pre) = version.split_once('-').unwrap_or((version, ""));
    matches!(number, "1.11.0" | "1.11.1" | "1.11.2" | "1.11.3") && !pre.starts_with("alpha")
}

/// Checks a configuration against its schema.
fn check(sent: Option<&wire::DynamicValue>, schema: &Schema) -> Answer<Vec<wire::Diagnostic>> {
    let diagnostics = validate::validate(schema, &config(sent, schema)?);
    Ok(convert::diagnostics(diagnostics))
}

/// What was stored, as JSON.
fn stored_json(stored: Option<&wire::RawState>, what: &str) -> Answer<serde_json::Value> {
    match stored {
        Some(raw) if !raw.json.is_empty() => read_json(&raw.json, &format!("stored {what}")),
        Some(raw) if !raw.flatmap.is_empty() => Err(Diagnostics::from_error(
            format!("The stored {what} is too old"),
            "It was written by Terraform 0.11 or older. Run terraform 0.13 on it once, with the provider that wrote it, then come back.",
        )),
        _ => Ok(serde_json::Value::Null),
    }
}

/// Stored state in the present form.
fn upgraded(resource: &dyn Resource, version: i64, mut stored: serde_json::Value) -> Answer<Value> {
    let schema = resource.schema();
    check_version("state", version, schema.version)?;
    if !stored.is_null() {
        resource.upgrade(version, &mut stored);
    }
    codec::from_json(&stored, &schema.value_type(), true)
        .map_err(|error| convert::unreadable("stored state", error))
}

fn check_version(what: &str, stored: i64, ours: i64) -> Answer<()> {
    if (0..=ours).contains(&stored) {
        return Ok(());
    }
    Err(Diagnostics::from_error(
        format!("The stored {what} is of a newer provider"),
        format!(
            "It has version {stored}; this provider knows versions up to {ours}. Upgrade the provider."
        ),
    ))
}

fn identity_schema_of(resource: &dyn Resource) -> Answer<&IdentitySchema> {
    resource.identity_schema().ok_or_else(|| {
        Diagnostics::from_error(
            "No resource identity",
            format!("{} has no identity schema.", resource.type_name()),
        )
    })
}

/// Messages as one text, for where the wire has room for a text only.
pub fn text(diagnostics: &Diagnostics) -> String {
    let texts = diagnostics.0.iter().map(|d| match d.detail.as_str() {
        "" => d.summary.clone(),
        detail => format!("{}: {detail}", d.summary),
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// A resource's answer in the wire's words.
struct Encoded {
    state: Option<wire::DynamicValue>,
    private: Bytes,
    identity: Option<wire::ResourceIdentityData>,
    diagnostics: Vec<wire::Diagnostic>,
}

impl Encoded {
    fn new(resource: &dyn Resource, response: StateResponse) -> Encoded {
        let ty: Type = resource.schema().value_type();
        Encoded {
            state: value(&response.state.value, &ty),
            private: response.state.private.into(),
            identity: convert::identity(
                response.state.identity.as_ref(),
                resource.identity_schema(),
            ),
            diagnostics: convert::diagnostics(response.diagnostics),
        }
    }
}
