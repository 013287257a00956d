//! Schemas of the types whose JSON form is written by hand, for the API's documentation. Only built
//! with the feature `schema`; nothing here knows HTTP.

use crate::case::command::{Commitment, Evidence, Part};
use crate::file::FileDigest;
use crate::person::Phone;
use crate::point::Point;
use crate::text::{LINE_MAX, Line, WORDS_MAX, Words};
use std::borrow::Cow;
use utoipa::openapi::schema::{AdditionalProperties, OneOfBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// A schema and the name by which others refer to it.
pub type Named = (String, RefOr<Schema>);

/// Name and schema of a type; the schemas that it refers to are added to `others`.
pub fn named<T: ToSchema>(others: &mut Vec<Named>) -> Named {
    T::schemas(others);
    (T::name().into_owned(), T::schema())
}

fn text(max: Option<usize>, description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(max)
        .description(Some(description))
}

fn degrees(most: f64, description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Number)
        .minimum(Some(-most))
        .maximum(Some(most))
        .description(Some(description))
}

macro_rules! plain {
    ($type:ty, $name:literal, $schema:expr) => {
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }
        }
        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
        }
    };
}

plain!(
    Words,
    "Words",
    text(
        Some(WORDS_MAX),
        "Several lines; no control characters but line feed and tab. White space at both ends goes."
    )
);
plain!(
    Line,
    "Line",
    text(
        Some(LINE_MAX),
        "One line; no control characters. White space at both ends goes."
    )
);
plain!(
    Phone,
    "Phone",
    text(
        None,
        "3 to 20 digits, `+` may lead; full-width digits, blanks, dashes and brackets are taken and \
         normalised."
    )
    .examples(["13900000000"])
);
plain!(
    Point,
    "Point",
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("lng", degrees(180.0, "East."))
        .required("lng")
        .property("lat", degrees(90.0, "North."))
        .required("lat")
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .description(Some(
            "坐标: WGS-84 in decimal degrees, kept to five decimals (about a metre)."
        ))
        .examples([serde_json::json!({"lng": 119.3062, "lat": 26.0753})])
);
plain!(
    Part,
    "Part",
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(
            r"^(title|text|place|name|phone|files|recording|requester\.name|requester\.phone|file\.[0-9]{1,18})$"
        ))
        .description(Some(
            "A part of a secret case; `file.7` is one of the requester's files, `files` all of them."
        ))
        .examples(["text"])
);
plain!(
    FileDigest,
    "FileDigest",
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[0-9a-f]{64}$"))
        .description(Some("SHA-256 of a file as it is kept."))
);
plain!(
    Evidence,
    "Evidence",
    OneOfBuilder::new()
        .item(text(Some(LINE_MAX), "What it shows."))
        .item(
            ObjectBuilder::new()
                .property("what", text(Some(LINE_MAX), "What it shows."))
                .required("what")
                .property("at", text(Some(LINE_MAX), "When it was taken."))
                .property("place", text(Some(LINE_MAX), "Where it was taken."))
        )
        .description(Some("One piece of evidence with a reply."))
);
plain!(
    Commitment,
    "Commitment",
    OneOfBuilder::new()
        .item(text(Some(WORDS_MAX), "What will be done."))
        .item(
            ObjectBuilder::new()
                .property("text", text(Some(WORDS_MAX), "What will be done."))
                .required("text")
                .property(
                    "until",
                    ObjectBuilder::new()
                        .schema_type(Type::String)
                        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
                        .description(Some("The day it will be done by."))
                )
        )
        .description(Some(
            "A commitment in a reply; a bare string is one without a day."
        ))
);
