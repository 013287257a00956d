//! Accounts: whether there is one, and whether the demonstration's password still opens any.

use super::Finding;
use crate::access::verify;
use crate::{App, AppError, demo};

impl App {
    /// How many there are, without trying any password.
    pub(super) async fn count_accounts(&self) -> Result<Finding, AppError> {
        const TOPIC: &str = "accounts";
        let accounts = self.store().accounts().await?;
        let enabled = accounts.iter().filter(|account| !account.disabled);
        let (enabled, demo) = (
            enabled.clone().count(),
            enabled.filter(|account| account.demo).count(),
        );
        let what = format!(
            "账号：{enabled} 个能登录，其中示例账号 {demo} 个 (accounts: {enabled} may sign in, {demo} of them of the demonstration)"
        );
        Ok(if demo == 0 {
            Finding::fine(TOPIC, what)
        } else {
            Finding::warning(
                TOPIC,
                what,
                "正式使用前请停用示例账号，或换掉密码 (before real use disable those of the demonstration, or change their passwords)",
            )
        })
    }

    pub(super) async fn examine_accounts(&self) -> Result<Vec<Finding>, AppError> {
        const TOPIC: &str = "accounts";
        let accounts = self.store().accounts().await?;
        let enabled = accounts.iter().filter(|account| !account.disabled).count();
        if enabled == 0 {
            return Ok(vec![Finding::warning(
                TOPIC,
                "账号：没有能登录的 (accounts: nobody may sign in)",
                "请用 minsheng user add 开第一个账号 (make the first with minsheng user add)",
            )]);
        }
        let mut open = Vec::new();
        for account in accounts
            .iter()
            .filter(|account| account.demo && !account.disabled)
        {
            if verify(demo::PASSWORD.to_owned(), account.password.clone()).await? {
                open.push(account.login.as_str());
            }
        }
        let first = open.get(..3).unwrap_or(&open);
        Ok(vec![if open.is_empty() {
            Finding::fine(
                TOPIC,
                format!(
                    "账号：{enabled} 个能登录，没有示例密码 (accounts: {enabled} may sign in, none with the demonstration's password)"
                ),
            )
        } else {
            Finding::warning(
                TOPIC,
                format!(
                    "账号：{0} 个还能用示例密码登录，如 {1} (accounts: {0} may still sign in with the demonstration's password, as {2})",
                    open.len(),
                    first.join("、"),
                    first.join(", ")
                ),
                "正式使用前请逐个 minsheng user disable，或 minsheng user password 换密码 (before real use disable each with minsheng user disable, or change its password with minsheng user password)",
            )
        }])
    }
}
