//! 人员 as whoever runs the server sees to them: the first account, and the way back in when nobody is
//! left who could open one on the screens. Every act is audited as of the command line.

use crate::access::{hash, new_account};
use crate::{App, AppError, trail};
use hotline::actor::Post;
use store::accounts::AccountChange;
use store::audit::AuditRow;
use store::people::Account;

/// Who acted, in audit trail and events, where somebody who runs the server did. No label of anybody else
/// reads like it: those of staff begin with `staff:`.
pub const COMMAND_LINE: &str = "command line";

/// The platform in the hands of whoever runs the server.
pub struct CommandLine<'a>(&'a App);

impl App {
    /// People, as whoever runs the server sees to them.
    pub const fn command_line(&self) -> CommandLine<'_> {
        CommandLine(self)
    }
}

impl CommandLine<'_> {
    /// Adds somebody. Gives false, and writes nothing, if the login is taken.
    ///
    /// # Errors
    /// `bad_value`; or the database does not answer.
    pub async fn hire(
        &self,
        login: &str,
        name: &str,
        password: &str,
        posts: Vec<Post>,
    ) -> Result<bool, AppError> {
        let account = new_account(login, name, password, false).await?;
        let audit = self.act(
            "add_person",
            format!("{login}：{}", self.0.in_words(&posts)),
        )?;
        Ok(self.0.store().hire(account, posts, audit).await?)
    }

    /// Gives somebody posts besides those that he has; gives those that are new to him. His password and
    /// name stay as they are.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn give(&self, account: &Account, posts: Vec<Post>) -> Result<Vec<Post>, AppError> {
        let mut all = self.0.store().posts(&account.person).await?;
        let mut new = posts;
        new.sort();
        new.dedup();
        new.retain(|post| !all.contains(post));
        if !new.is_empty() {
            all.extend(new.iter().cloned());
            all.sort();
            let note = format!("{}：{}", account.person, self.0.in_words(&all));
            let change = AccountChange::MorePosts(new.clone());
            self.change(account, change, "set_posts", note).await?;
        }
        Ok(new)
    }

    /// Sets another password; sessions end. An account that is disabled stays so.
    ///
    /// # Errors
    /// The password cannot be hashed; or the database does not answer.
    pub async fn password(&self, account: &Account, password: String) -> Result<(), AppError> {
        let change = AccountChange::Password {
            password: hash(password).await?,
            unless_since: None,
        };
        let note = account.person.clone();
        self.change(account, change, "reset_password", note).await
    }

    /// Keeps somebody from signing in; sessions end.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn block(&self, account: &Account) -> Result<(), AppError> {
        let note = account.person.clone();
        self.change(account, AccountChange::Block(None), "block_person", note)
            .await
    }

    /// Lets somebody sign in again, also one who is locked after wrong passwords.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn unblock(&self, account: &Account) -> Result<(), AppError> {
        let note = account.person.clone();
        self.change(
            account,
            AccountChange::Unblock(None),
            "unblock_person",
            note,
        )
        .await
    }

    async fn change(
        &self,
        account: &Account,
        change: AccountChange,
        act: &str,
        note: String,
    ) -> Result<(), AppError> {
        let audit = self.act(act, note)?;
        // Accounts are never deleted: one that was read is there.
        self.0
            .store()
            .administer(&account.person, change, audit)
            .await?;
        Ok(())
    }

    fn act(&self, act: &str, note: String) -> Result<AuditRow, AppError> {
        let now = self.0.now();
        trail::row(now, COMMAND_LINE, act, note)
    }
}
