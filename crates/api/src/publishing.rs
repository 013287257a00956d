//! 公开的样子: what to blot out before a case goes public.

use crate::Api;
use crate::extract::{Json, No};
use crate::problem::Problem;
use crate::session::Signed;
use app::publishing::{Meant, PublicCopy};
use axum::extract::State;
use hotline::masking::{Masked, Passage, Personal};
use hotline::text::{Line, Words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Words that somebody means to publish; what is missing is the case's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeantForPublic {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    title: Option<Line>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    text: Option<Words>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    answer: Option<Words>,
}

/// A passage that looks personal.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonalPassage {
    /// What it looks like.
    what: Personal,
    /// In Chinese.
    zh: &'static str,
    /// In English.
    en: &'static str,
    /// The passage, if it stands in the words that were sent; of the case's own it is not told.
    words: Option<String>,
}

/// Words with a mark (×) for each character that looks personal.
#[derive(Serialize, ToSchema)]
pub(crate) struct MaskedWords {
    /// The words as they are proposed.
    words: String,
    /// What was blotted out, in the order of the words.
    found: Vec<PersonalPassage>,
}

/// A copy for the public, as it is proposed.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicCopyProposed {
    /// The version of the case that it was made of, for If-Match of `publish`.
    version: u64,
    title: MaskedWords,
    text: MaskedWords,
    /// Empty while there is no answer.
    answer: MaskedWords,
}

impl From<Passage> for PersonalPassage {
    fn from(Passage { what, words, .. }: Passage) -> Self {
        Self {
            what,
            zh: what.zh(),
            en: what.en(),
            words: Some(words).filter(|words| !words.is_empty()),
        }
    }
}

impl From<Masked> for MaskedWords {
    fn from(masked: Masked) -> Self {
        Self {
            words: masked.text,
            found: masked.found.into_iter().map(Into::into).collect(),
        }
    }
}

/// 公开前的遮盖 · Propose the public copy of a case, or check one
///
/// For whoever may `publish` it. Without words: title, text and answer of the case with telephone, identity,
/// card and plate numbers, e-mail, accounts, house numbers and the requester's own particulars blotted out.
/// With words: what in them looks personal. It refuses nothing: a person decides, and `publish` refuses only
/// mobile numbers, identity numbers of 18 or 15 places, and outside the answer landline numbers with their area
/// code, however they are written. Names of others are not recognised.
#[utoipa::path(post, path = "/api/cases/{no}/public-copy", tag = "cases", operation_id = "propose_public_copy", security(("session" = []), ("token" = [])),
    request_body = MeantForPublic, params(("no" = String, Path, description = "Number of the case.")),
    responses((status = 200, body = PublicCopyProposed)))]
pub(crate) async fn propose(
    State(api): State<Api>,
    signed: Signed,
    No(no): No,
    Json(MeantForPublic {
        title,
        text,
        answer,
    }): Json<MeantForPublic>,
) -> Result<axum::Json<PublicCopyProposed>, Problem> {
    let meant = Meant {
        title,
        text,
        answer,
    };
    let copy = api.app.public_copy(&signed.actor(), &no, &meant).await?;
    let PublicCopy {
        version,
        title,
        text,
        answer,
    } = copy;
    Ok(axum::Json(PublicCopyProposed {
        version,
        title: title.into(),
        text: text.into(),
        answer: answer.into(),
    }))
}
