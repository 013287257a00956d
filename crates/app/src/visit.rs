//! 查进度 in a browser: a requester enters number and code once, or follows the link of a message, and
//! may then look around his case for a while. Tokens are told once and stored hashed.

use crate::{App, AppError, chance};
use hotline::refusal::Code;
use store::visit::{CaseKey, Purpose};
use store::wait::Wait;
use workday::Instant;

/// A visit ends so many hours after it began: browsers stand in public places, too.
pub const VISIT_HOURS: i64 = 2;
/// The link of a message opens its case at least so long.
const LINK_DAYS: i64 = 90;

/// A visit that began.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Number of the case.
    pub no: String,
    /// The token, told once.
    pub token: String,
}

fn digest(token: &str) -> [u8; 32] {
    chance::digest(&[token.as_bytes()])
}

impl App {
    /// Begins a visit with number and query code.
    ///
    /// # Errors
    /// `bad_code`, as [`App::requester`] says; or the database does not answer.
    pub async fn visit(&self, no: &str, code: &str) -> Result<Visit, AppError> {
        self.requester(no, code).await?;
        self.begin_visit(no).await
    }

    /// Begins a visit by the link of a message; none if the link opens nothing (any more).
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn visit_by_link(&self, token: &str) -> Result<Option<Visit>, AppError> {
        let (store, now) = (&self.0.store, self.now());
        // What a message has promised opens, whatever the clock said when it left.
        let digest = digest(token);
        match store.opened_by(&digest, Purpose::Link, now, None).await? {
            Some(no) => Ok(Some(self.begin_visit(&no).await?)),
            None => Ok(None),
        }
    }

    /// Number of the case that a visit's token is good for.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn visitor(&self, token: &str) -> Result<Option<String>, AppError> {
        let (store, now) = (&self.0.store, self.now());
        let lasts = Some(Wait::of_hours(VISIT_HOURS));
        Ok(store
            .opened_by(&digest(token), Purpose::Visit, now, lasts)
            .await?)
    }

    /// Ends a visit.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn end_visit(&self, token: &str) -> Result<(), AppError> {
        Ok(self.0.store.end_key(digest(token)).await?)
    }

    /// A visit of somebody who has just proved that the case is his: by the code, by a link, or by
    /// having submitted it this moment.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn begin_visit(&self, no: &str) -> Result<Visit, AppError> {
        let case = self.0.store.case(no).await?.ok_or(Code::NotFound)?;
        let now = self.now();
        let token = self
            .case_key(case.id, Purpose::Visit, now.plus_hours(VISIT_HOURS))
            .await?;
        Ok(Visit { no: case.no, token })
    }

    /// The token of a link that a message carries. It opens the case beyond the window for rating and rework
    /// that its rules give, also where the answer comes as late as was promised; one that comes later
    /// brings another link.
    pub(crate) async fn link(&self, case: i64) -> Result<String, AppError> {
        let known = self.0.store.case_by_id(case).await?;
        let known = known.ok_or(Code::NotFound)?;
        let now = self.now();
        let window = self.rules_of(Some(&known), now)?.rating_window_days;
        let promised = known.promise.map_or(now, |promise| promise.due.max(now));
        let until = promised.plus_days(i64::from(window) + 1);
        let until = until.max(now.plus_days(LINK_DAYS));
        self.case_key(case, Purpose::Link, until).await
    }

    /// Forgets a link whose message did not leave.
    pub(crate) async fn forget_link(&self, token: &str) -> Result<(), AppError> {
        Ok(self.0.store.end_key(digest(token)).await?)
    }

    async fn case_key(
        &self,
        case: i64,
        purpose: Purpose,
        expires_at: Instant,
    ) -> Result<String, AppError> {
        let token = chance::token()?;
        let key = CaseKey {
            digest: digest(&token),
            case,
            purpose,
            expires_at,
        };
        self.0.store.keep_key(key, self.now()).await?;
        Ok(token)
    }
}
