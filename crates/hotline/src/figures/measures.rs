//! The figures themselves: a short vector of counts that is added and taken away as one.

use std::ops::{AddAssign, SubAssign};

/// How many there are.
const COUNT: usize = 13;

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $zh:literal;)*) => {
        /// One figure.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Measure {
            $($(#[$doc])* $name,)*
        }

        impl Measure {
            /// Every figure, in the order of [`Measures`].
            pub const ALL: [Self; COUNT] = [$(Self::$name,)*];

            /// The name in API and database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The word on the screen.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }
        }
    };
}

measures! {
    /// Cases submitted.
    Received = "received", "收件";
    /// Cases given to a lead.
    Given = "given", "交办";
    /// Rounds answered before they were due.
    InTime = "in_time", "按时答复";
    /// Rounds answered when they were due or later.
    Late = "late", "逾期答复";
    /// Rounds that the centre answered itself.
    Direct = "direct", "直接答复";
    /// Returns to the centre that were upheld.
    ReturnedUpheld = "returned_upheld", "退件成立";
    /// Returns to the centre that were rejected.
    ReturnedRejected = "returned_rejected", "退件驳回";
    /// Reworks granted.
    Reworked = "reworked", "重办";
    /// Rounds with an effective rating.
    Heard = "heard", "有效评价";
    /// Of these, those that the requester calls solved.
    Solved = "solved", "解决";
    /// Of these, those from the rulebook's satisfied grade on.
    Satisfied = "satisfied", "满意";
    /// The sum of their grades.
    Grades = "grades", "评分合计";
    /// Working minutes from acceptance, or the round's beginning, to the counted reply.
    Minutes = "minutes", "办理用时（工作分钟）";
}

/// All figures of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Measures(pub [i64; COUNT]);

impl Measures {
    /// One of them.
    pub const fn get(&self, measure: Measure) -> i64 {
        self.0[measure as usize]
    }

    /// One of them, to be changed.
    pub const fn at(&mut self, measure: Measure) -> &mut i64 {
        &mut self.0[measure as usize]
    }

    /// Whether there is nothing in it.
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|n| *n == 0)
    }
}

impl AddAssign for Measures {
    fn add_assign(&mut self, other: Self) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own += other;
        }
    }
}

impl SubAssign for Measures {
    fn sub_assign(&mut self, other: Self) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own -= other;
        }
    }
}
