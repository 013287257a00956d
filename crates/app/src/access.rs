//! Who is at the door: requesters by number and query code, staff by password and session.

mod passwords;

pub(crate) use passwords::{hash, verify};

use crate::demo::DemoAccount;
use crate::keys::PERSON;
use crate::{App, AppError, chance};
use hotline::actor::{Actor, Post, Staff};
use hotline::refusal::{Code, Refusal};
use store::code::Tried;
use store::people::{Account, Session};
use store::wait::Wait;
use tokio::sync::Mutex;
use workday::Instant;

/// Wrong query codes before a number is locked, and wrong passwords before an account is.
const MOST_TRIES: i64 = 10;
const LOCK_HOURS: i64 = 1;
/// A session ends after this many hours, whatever happens in it.
const SESSION_HOURS: i64 = 12;
/// No session lasts longer, also one that began while the clock ran ahead.
pub(crate) const SESSION: Wait = Wait::of_hours(SESSION_HOURS);
/// Nothing is locked longer, also what was locked while the clock ran ahead.
pub(crate) const LOCK: Wait = Wait::of_hours(LOCK_HOURS);

/// Whether a number or an account that is locked until an instant is locked now.
pub fn is_locked(until: Instant, now: Instant) -> bool {
    !LOCK.is_over(until, now)
}

/// How many numbers can be tried side by side; `blind_tries` has a row for each.
const DOORS: usize = 64;

/// Where requesters wait for their turn, by the number that they try.
pub(crate) struct Doors([Mutex<()>; DOORS]);

impl Default for Doors {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl Doors {
    fn of(no: &str) -> usize {
        let sum = no.bytes().fold(0_usize, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(usize::from(byte))
        });
        sum % DOORS
    }
}

/// A session that began.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The token, told once; only its digest is stored.
    pub token: String,
    /// Name on the screen.
    pub name: String,
    /// Who.
    pub staff: Staff,
    /// When the session ends.
    pub until: Instant,
}

impl App {
    /// The requester of a case, by number and query code. A number that does not exist, a wrong code
    /// and a locked number get the same answer after the same work.
    ///
    /// # Errors
    /// `bad_code`; or the database does not answer.
    pub async fn requester(&self, no: &str, code: &str) -> Result<Actor, AppError> {
        // One try at a time on a number: a thousand at once must not all come before the lock.
        let door = Doors::of(no);
        let _turn = self.0.doors.0[door].lock().await;
        let now = self.now();
        let stored = self.0.store.query_code_of(no).await?;
        let salt = stored.as_ref().map_or([0; 16], |(_, stored)| stored.salt);
        let digest = chance::digest(&[&salt, half_width(code).as_bytes()]);
        let stored = stored.filter(|(_, stored)| !is_locked(stored.locked_until, now));
        let right = stored
            .as_ref()
            .is_some_and(|(_, stored)| stored.digest == digest);
        // A lock of a clock that ran ahead must not hold again when its hour comes.
        let failed_before = stored
            .as_ref()
            .is_some_and(|(_, stored)| stored.wrong > 0 || stored.locked_until > now);
        if !right || failed_before {
            // Where there is nothing to count the same is written, in vain.
            let nobody = Tried::Nobody(i64::try_from(door).unwrap_or_default());
            let tried = stored.map_or(nobody, |(case, _)| Tried::Case(case));
            self.0
                .store
                .note_try(tried, right, MOST_TRIES, now.plus_hours(LOCK_HOURS))
                .await?;
        }
        if right {
            Ok(Actor::Requester)
        } else {
            Err(Code::BadCode.into())
        }
    }

    /// Adds a member of staff.
    ///
    /// # Errors
    /// The password cannot be hashed; or the database does not answer.
    pub async fn add_staff(
        &self,
        login: &str,
        name: &str,
        password: &str,
        posts: Vec<Post>,
        demo: bool,
    ) -> Result<(), AppError> {
        let account = new_account(login, name, password, demo).await?;
        Ok(self.0.store.add_person(account, posts, self.now()).await?)
    }

    /// Signs a member of staff in. No such login, a wrong password and a locked account get the same
    /// answer.
    ///
    /// # Errors
    /// Nothing if login and password do not fit; or the database does not answer.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Option<SignedIn>, AppError> {
        let now = self.now();
        let account = self.0.store.account(login).await?;
        let open = account
            .as_ref()
            .is_some_and(|account| !account.disabled && !is_locked(account.locked_until, now));
        // The same work for a login that does not exist.
        let known = account
            .as_ref()
            .map_or_else(|| NOBODY.to_owned(), |account| account.password.clone());
        let right = verify(password.to_owned(), known).await? && open;
        let Some(account) = account else {
            return Ok(None);
        };
        if !right {
            if open {
                self.0
                    .store
                    .note_sign_in(
                        &account.person,
                        false,
                        MOST_TRIES,
                        now.plus_hours(LOCK_HOURS),
                    )
                    .await?;
            }
            return Ok(None);
        }
        if account.failures > 0 || account.locked_until > now {
            self.0
                .store
                .note_sign_in(&account.person, true, MOST_TRIES, now)
                .await?;
        }
        let token = chance::token()?;
        let session = Session {
            token: chance::digest(&[token.as_bytes()]),
            person: account.person.clone(),
            created_at: now,
            expires_at: now.plus_hours(SESSION_HOURS),
        };
        self.0.store.begin_session(session).await?;
        let posts = self.0.store.posts(&account.person).await?;
        Ok(Some(SignedIn {
            token,
            name: account.name,
            staff: Staff {
                person: account.person,
                posts,
            },
            until: now.plus_hours(SESSION_HOURS),
        }))
    }

    /// Whose a session's token is.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn signed_in(&self, token: &str) -> Result<Option<Staff>, AppError> {
        let digest = chance::digest(&[token.as_bytes()]);
        let session = self.0.store.session(&digest, self.now(), SESSION).await?;
        Ok(session.map(|(person, posts)| Staff { person, posts }))
    }

    /// When a session ends.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session_end(&self, token: &str) -> Result<Option<Instant>, AppError> {
        let digest = chance::digest(&[token.as_bytes()]);
        let (store, now) = (&self.0.store, self.now());
        Ok(store.session_end(&digest, now, SESSION).await?)
    }

    /// Accounts of the demonstration with their posts; none where real work is done.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn demo_accounts(&self) -> Result<Vec<DemoAccount>, AppError> {
        let mut accounts = Vec::new();
        for account in self.0.store.demo_accounts().await? {
            accounts.push(DemoAccount {
                posts: self.0.store.posts(&account.person).await?,
                login: account.login,
                name: account.name,
            });
        }
        Ok(accounts)
    }

    /// The name on the screen of a member of staff; of a program the name of its key.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn name_of(&self, person: &str) -> Result<Option<String>, AppError> {
        if let Some(key) = person.strip_prefix(PERSON) {
            return Ok(Some(key.to_owned()));
        }
        Ok(self
            .0
            .store
            .account_of(person)
            .await?
            .map(|account| account.name))
    }

    /// Signs out.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn sign_out(&self, token: &str) -> Result<(), AppError> {
        Ok(self
            .0
            .store
            .end_session(chance::digest(&[token.as_bytes()]))
            .await?)
    }
}

/// An account that may sign in.
pub(crate) async fn new_account(
    login: &str,
    name: &str,
    password: &str,
    demo: bool,
) -> Result<Account, AppError> {
    if login.starts_with(PERSON) {
        let why = "login：不能以 key: 开头 (cannot begin with key:)";
        return Err(Refusal::because(Code::BadValue, why).into());
    }
    Ok(Account {
        person: login.to_owned(),
        login: login.to_owned(),
        name: name.to_owned(),
        password: hash(password.to_owned()).await?,
        demo,
        disabled: false,
        failures: 0,
        locked_until: Instant::from_millis(0),
    })
}

/// Of no password; verified against when there is no such login.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$8YvK6bJCPU5Dk3AZBx1lQ4HY8hQO1wJ8nCkU0s0n0aI";

/// The digits of a code as it was typed or pasted: wide ones are taken, and the words and marks around it do not matter.
fn half_width(code: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        '0'..='9' => Some(c),
        _ => None,
    };
    code.chars().filter_map(narrow).take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::half_width;

    #[test]
    fn a_code_is_taken_as_typed_and_as_pasted() {
        for typed in [
            "123456",
            "12-34－56",
            "123—456",
            " １２３ 456\n",
            "\u{feff}123\u{200b}456\u{200e}",
            "查询码：123456。",
        ] {
            assert_eq!(half_width(typed), "123456", "{typed:?}");
        }
    }
}
