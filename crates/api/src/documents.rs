//! The interface described as OpenAPI 3.1. Handlers describe themselves; commands are described from
//! the table of transitions, so that what is written about them is what is checked.

use crate::command::Outcome;
use crate::extract::BODY_MAX;
use crate::problem::{self, Fault};
use crate::scopes::{self, Asked};
use hotline::case::command::Verb;
use hotline::case::transition::{Party, Row, row_of};
use hotline::refusal::Code;
use hotline::text::{LINE_MAX, WORDS_MAX};
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr,
    Required, Response, ResponseBuilder, Schema,
};

/// By which door a command comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Staff, signed in.
    Staff,
    /// Citizens, by number and query code.
    Citizens,
}

impl Door {
    /// Where a command is posted.
    pub fn path(self, verb: Verb) -> String {
        let cases = match self {
            Self::Staff => "/api/cases",
            Self::Citizens => "/api/public/cases",
        };
        format!("{cases}/{{no}}/{}", verb.as_str())
    }

    fn security(self, row: &Row) -> Vec<SecurityRequirement> {
        let by = |name: &str| SecurityRequirement::new(name, Vec::<String>::new());
        match self {
            Self::Staff => vec![by("session"), by("token")],
            Self::Citizens if row.by.contains(&Party::Public) => {
                vec![SecurityRequirement::default(), by("query_code")]
            }
            Self::Citizens => vec![by("query_code")],
        }
    }
}

/// Title, tags and ways to sign in.
pub(crate) fn head() -> OpenApi {
    let about = format!(
        "12345 热线平台的接口。JSON in and out; times are RFC 3339 with +08:00.\n\n\
         Limits: a body has at most {} KiB, a text {WORDS_MAX} characters, a line (title, place, name) {LINE_MAX}; \
         control characters are refused, marks of direction that nobody sees (U+061C, U+200E, U+200F, U+202A–202E, U+2066–2069) are left out without a word, \
         as are, in the forms that citizens fill in on a page, control characters, which nobody who writes by hand could find; full-width digits in telephone numbers are taken.\n\n\
         Every command takes `Idempotency-Key` (a repeat returns the first result) and `If-Match` with the ETag that was \
         read (another version: 412 with the events since; without it 409 after three tries).\n\n\
         What goes wrong is told as `application/problem+json` with a stable `code`, in Chinese, or in English where \
         `Accept-Language` prefers it. Writes with the session's cookie must come from a page of the same origin.",
        BODY_MAX / 1024
    );
    let info = InfoBuilder::new()
        .title("民声 Minsheng")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(about));
    let tags = [
        ("citizens", "诉求人：不用账号，凭编号和查询码"),
        ("session", "登录"),
        ("cases", "诉求件"),
        ("commands", "办一步：every command on a case"),
        ("inboxes", "单位的清单"),
        ("figures", "统计"),
        ("knowledge", "知识库"),
        ("templates", "答复模板"),
        ("reference", "清单、日历、算期限"),
        ("administration", "管理"),
        ("webhooks", "推送：别的系统得知自己范围内的进展"),
        ("health", "运行"),
    ];
    let tags =
        tags.map(|(name, text)| TagBuilder::new().name(name).description(Some(text)).build());
    let key = |name: &str, place: fn(ApiKeyValue) -> ApiKey, text: &str| {
        SecurityScheme::ApiKey(place(ApiKeyValue::with_description(name, text)))
    };
    let components = ComponentsBuilder::new()
        .security_scheme(
            "session",
            key("minsheng_session", ApiKey::Cookie, "Set by sign-in."),
        )
        .security_scheme(
            "token",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        )
        .security_scheme(
            "key",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("密钥 of a program: `Authorization: Bearer minsheng_…`. Beside it stands the scope that it needs."))
                    .build(),
            ),
        )
        .security_scheme(
            "query_code",
            key(
                "Query-Code",
                ApiKey::Header,
                "查询码: six digits, told at registration.",
            ),
        );
    OpenApiBuilder::new()
        .info(info)
        .tags(Some(tags))
        .components(Some(components.build()))
        .build()
}

/// Adds a command's operation and the schema of its fields.
pub(crate) fn describe(openapi: &mut OpenApi, door: Door, verb: Verb) {
    let mut schemas = Vec::new();
    let (name, schema) = verb.schema(&mut schemas);
    schemas.push((name.clone(), schema));
    schemas.push(hotline::schema::named::<Outcome>(&mut Vec::new()));
    let item = PathItem::new(HttpMethod::Post, operation(door, verb, &name));
    openapi.paths.paths.insert(door.path(verb), item);
    let components = openapi.components.get_or_insert_default();
    components.schemas.extend(schemas);
}

fn operation(door: Door, verb: Verb, schema: &str) -> Operation {
    let row = row_of(verb);
    let (prefix, tag) = match door {
        Door::Staff => ("", "commands"),
        Door::Citizens => ("citizen_", "citizens"),
    };
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(schema)))
        .build();
    let outcome = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Outcome")))
        .build();
    let done = ResponseBuilder::new()
        .description("Done.")
        .content("application/json", outcome);
    OperationBuilder::new()
        .tag(tag)
        .operation_id(Some(format!("{prefix}{}", verb.as_str())))
        .summary(Some(format!("{} · {}", verb.zh(), verb.as_str())))
        .description(Some(rule(row)))
        .parameter(parameter("no", ParameterIn::Path, "Number of the case."))
        .parameter(parameter(
            "Idempotency-Key",
            ParameterIn::Header,
            "A repeat with the same key returns the first result.",
        ))
        .parameter(parameter(
            "If-Match",
            ParameterIn::Header,
            "The ETag that was read, such as `\"7\"`.",
        ))
        .request_body(Some(
            RequestBodyBuilder::new()
                .content("application/json", body)
                .required(Some(Required::True))
                .build(),
        ))
        .response("200", done.build())
        .securities(Some(door.security(row)))
        .build()
}

fn parameter(name: &str, place: ParameterIn, text: &str) -> Parameter {
    let required = if place == ParameterIn::Path {
        Required::True
    } else {
        Required::False
    };
    let text_schema = ObjectBuilder::new().schema_type(Type::String);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(Some(text))
        .schema(Some(text_schema))
        .build()
}

/// Who may, in which states, and what else must hold: the row of the table in words.
fn rule(row: &Row) -> String {
    let states: Vec<_> = row.from.iter().map(|status| status.zh()).collect();
    let mut text = format!(
        "谁：{}\n\n状态：{}",
        row.by.iter().map(who).collect::<Vec<_>>().join("；"),
        states.join("、")
    );
    let to: Vec<_> = row.to.iter().map(|status| status.zh()).collect();
    if !to.is_empty() {
        text = format!("{text} → {}", to.join("、"));
    }
    if row.guard.is_empty() {
        text
    } else {
        format!("{text}\n\n{}", row.guard)
    }
}

fn who(party: &Party) -> String {
    let roles = |roles: &[hotline::actor::Role]| {
        roles
            .iter()
            .map(|role| role.zh())
            .collect::<Vec<_>>()
            .join("、")
    };
    match party {
        Party::Deciding(by) => format!("受理中心的{}", roles(by)),
        Party::HoldingCentre(by) => format!("承办的智慧中心的{}", roles(by)),
        Party::City(by) => format!("市智慧中心的{}（跨区争议）", roles(by)),
        Party::Holder(_) => "承办单位的经办人、审核人、单位管理员".to_owned(),
        Party::Giver => "下派单位的经办人、审核人".to_owned(),
        Party::Climbing => "轮到的单位的审核人".to_owned(),
        Party::Trusted => "受理中心的批转员、班长、审核人（只限举报件和保密件）".to_owned(),
        Party::Seeing(by) => format!("能看这件的{}", roles(by)),
        Party::AnyStaff => "能看这件的工作人员".to_owned(),
        Party::Requester => "诉求人".to_owned(),
        Party::Public => "公众".to_owned(),
    }
}

/// Adds to every operation how problems are told.
pub(crate) fn finish(openapi: &mut OpenApi) {
    let mut schemas = Vec::new();
    let named = hotline::schema::named::<problem::Document>(&mut schemas);
    schemas.push(named);
    openapi
        .components
        .get_or_insert_default()
        .schemas
        .extend(schemas);
    let about = format!("What went wrong; `code` is one of {}.", codes().join(", "));
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let problem = ResponseBuilder::new()
        .description(about)
        .content("application/problem+json", content)
        .build();
    openapi
        .components
        .get_or_insert_default()
        .responses
        .insert("Problem".to_owned(), problem.into());
    let schemas = openapi.components.iter().flat_map(|all| &all.schemas);
    let asks_nothing = |schema: &RefOr<Schema>| match schema {
        RefOr::T(Schema::Object(object)) => object.required.is_empty(),
        _ => false,
    };
    let asking_nothing: BTreeSet<String> = schemas
        .filter(|(_, schema)| asks_nothing(schema))
        .map(|(name, _)| Ref::from_schema_name(name).ref_location)
        .collect();
    for (path, item) in &mut openapi.paths.paths {
        let operations = [("GET", &mut item.get), ("POST", &mut item.post)];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            may_be_empty(operation, &asking_nothing);
            take_keys(operation, scopes::asked(&format!("{method} {path}")));
            let responses = &mut operation.responses.responses;
            responses.values_mut().for_each(describe_response);
            let problem = Ref::from_response_name("Problem");
            responses.insert("default".to_owned(), problem.into());
        }
    }
}

/// An empty body is an object without fields: where no field must be given, there need not be one.
fn may_be_empty(operation: &mut Operation, asking_nothing: &BTreeSet<String>) {
    let Some(RefOr::T(body)) = &mut operation.request_body else {
        return;
    };
    let json = body.content.get("application/json");
    if let Some(RefOr::T(content)) = json
        && let Some(RefOr::Ref(given)) = &content.schema
        && asking_nothing.contains(&given.ref_location)
    {
        body.required = Some(Required::False);
    }
}

/// Says beside the ways of people which keys an operation takes.
fn take_keys(operation: &mut Operation, asked: Option<Asked>) {
    let scopes = match asked {
        Some(Asked::Scope(scope)) => vec![scope.as_str()],
        Some(Asked::AnyKey) => Vec::new(),
        Some(Asked::People) | None => return,
    };
    let key = SecurityRequirement::new("key", scopes);
    operation.security.get_or_insert_default().push(key);
}

/// A response must have a description, if only that it went well.
fn describe_response(response: &mut RefOr<Response>) {
    if let RefOr::T(response) = response
        && response.description.is_empty()
    {
        "Done.".clone_into(&mut response.description);
    }
}

/// The document as it is served and committed.
pub fn text(openapi: &OpenApi) -> Arc<str> {
    let text = serde_json::to_string_pretty(openapi).unwrap_or_default();
    format!("{text}\n").into()
}

/// Every code that a problem document may carry.
pub fn codes() -> Vec<&'static str> {
    let rules = Code::ALL.iter().map(|code| code.as_str());
    rules
        .chain(Fault::ALL.iter().map(|fault| fault.as_str()))
        .collect()
}
