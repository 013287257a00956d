//! Accounts of the demonstration: one for every role, at the city's centre, a county's, a police
//! branch with its station, a bureau, a utility and the efficiency offices.

use crate::AppError;
use hotline::actor::{Post, Role};
use hotline::profile::Profile;

/// The password of every account of the demonstration.
pub const PASSWORD: &str = "minsheng-demo";

/// An account to be made.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    /// What one signs in with.
    pub login: String,
    /// Name on the screen: role and unit, no person.
    pub name: String,
    /// Its posts.
    pub posts: Vec<Post>,
}

/// Login, roles, unit.
const ACCOUNTS: &[(&str, &[Role], &str)] = &[
    ("huawuyuan", &[Role::Agent], ""),
    ("banzhang", &[Role::ShiftLead], ""),
    ("pizhuan", &[Role::Dispatcher], ""),
    ("zhongshen", &[Role::Reviewer], ""),
    ("huifang", &[Role::CallBack], ""),
    ("zhishiku", &[Role::Librarian], ""),
    ("lingdao", &[Role::Leader], ""),
    ("xitong", &[Role::SystemAdmin], ""),
    ("anquan", &[Role::SecurityAdmin], ""),
    ("shenji", &[Role::Auditor], ""),
    ("ducha", &[Role::Inspector], "市效能办"),
    ("cangshan-ducha", &[Role::Inspector], "仓山区效能办"),
    ("cangshan-huawuyuan", &[Role::Agent], "仓山区智慧中心"),
    ("cangshan-pizhuan", &[Role::Dispatcher], "仓山区智慧中心"),
    ("cangshan-shenhe", &[Role::Reviewer], "仓山区智慧中心"),
    ("cangshan-gongan", &[Role::Handler], "仓山公安分局"),
    ("cangshan-gongan-shenhe", &[Role::Reviewer], "仓山公安分局"),
    ("duihu", &[Role::Handler], "对湖派出所"),
    ("cangshan-chengguan", &[Role::Handler], "仓山区城管局"),
    (
        "cangshan-chengguan-shenhe",
        &[Role::Reviewer],
        "仓山区城管局",
    ),
    ("gulou-chengguan", &[Role::Handler], "鼓楼区城管局"),
    ("gulou-chengguan-shenhe", &[Role::Reviewer], "鼓楼区城管局"),
    ("zhujian", &[Role::Handler, Role::UnitAdmin], "市住建局"),
    ("zhujian-shenhe", &[Role::Reviewer], "市住建局"),
    ("shuiwu", &[Role::Handler], "福州水务集团"),
    ("shuiwu-shenhe", &[Role::Reviewer], "福州水务集团"),
];

/// Every account of the demonstration.
///
/// # Errors
/// The profile lacks one of the units.
pub fn accounts(profile: &Profile) -> Result<Vec<DemoAccount>, AppError> {
    let account = |(login, roles, unit): &(&str, &[Role], &str)| {
        let directory = &profile.directory;
        let unit = if unit.is_empty() {
            Some(directory.city_centre())
        } else {
            directory.find(unit)
        };
        let unit = unit.ok_or_else(|| {
            AppError::Setup(format!("示例账号 {login} 的单位不在目录里 (no such unit)"))
        })?;
        let words: Vec<_> = roles.iter().map(|role| role.zh()).collect();
        Ok(DemoAccount {
            login: (*login).to_owned(),
            name: format!("{}{}（示例）", unit.name, words.join("、")),
            posts: roles
                .iter()
                .map(|role| Post {
                    role: *role,
                    unit: unit.code.clone(),
                })
                .collect(),
        })
    };
    ACCOUNTS.iter().map(account).collect()
}
