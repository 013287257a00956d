//! 管理: which of the three administrators takes care of what. They are kept apart from the work on cases
//! and from each other: the system's administrator runs it, the security's may shut a door, the auditor
//! looks. All three may look at everything that is administered.

use crate::actor::{Actor, Role};
use crate::refusal::{Code, Refusal};

/// Something that administrators take care of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Looking: people, keys, endpoints, messages, audit trail, health, calendar, rules.
    Look,
    /// Adding people, changing their posts and passwords.
    People,
    /// Keeping somebody, a key or an endpoint from coming in.
    Block,
    /// Making keys.
    Keys,
    /// Sending messages and deliveries again, enabling endpoints.
    Sending,
    /// Loading holiday tables.
    Calendar,
    /// Keeping new versions of rules, and taking them back before their day.
    Rules,
}

impl Care {
    /// Every care.
    pub const ALL: [Self; 7] = [
        Self::Look,
        Self::People,
        Self::Block,
        Self::Keys,
        Self::Sending,
        Self::Calendar,
        Self::Rules,
    ];

    /// Who takes care of it.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Look => &[Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor],
            Self::Block => &[Role::SystemAdmin, Role::SecurityAdmin],
            Self::People | Self::Keys | Self::Sending | Self::Calendar | Self::Rules => {
                &[Role::SystemAdmin]
            }
        }
    }
}

/// Whether the actor takes care of it.
///
/// # Errors
/// `not_yours`.
pub fn may(actor: &Actor, care: Care) -> Result<(), Refusal> {
    match actor.post_in(care.roles()) {
        Some(_) => Ok(()),
        None => Err(Code::NotYours.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{Post, Staff};

    #[test]
    fn nobody_who_works_on_cases_administers() {
        for role in Role::ALL {
            let staff = Staff {
                person: "x".to_owned(),
                posts: vec![Post {
                    role,
                    unit: "350100".into(),
                }],
            };
            let actor = Actor::Staff(staff);
            for care in Care::ALL {
                let may = may(&actor, care).is_ok();
                assert!(!may || !role.deals_with_cases(), "{role} {care:?}");
                if role == Role::SystemAdmin {
                    assert!(may, "{care:?}");
                }
            }
            assert_eq!(
                may(&actor, Care::People).is_ok(),
                role == Role::SystemAdmin,
                "{role}"
            );
        }
        assert!(may(&Actor::System, Care::Look).is_err());
        assert!(may(&Actor::Public, Care::Look).is_err());
    }
}
