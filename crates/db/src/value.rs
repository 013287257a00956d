//! Values that go into and come out of a database.

/// One value. Times are UTC milliseconds in `Int`, JSON is `Text`.
#[derive(Debug, Clone, PartialEq)]
pub enum Val {
    /// No value, of any type.
    Null,
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BOOLEAN; comes out of SQLite as `Int` 0 or 1.
    Bool(bool),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Tokens of a text index, each without blanks, with one blank between; only for
    /// [`crate::Tx::insert`].
    Tokens(String),
    /// A double, for shares and means in statistics; no column stores it.
    Real(f64),
}

impl Val {
    /// Whether it holds U+0000, which PostgreSQL cannot store in a text.
    pub(crate) fn has_nul(&self) -> bool {
        matches!(self, Val::Text(text) | Val::Tokens(text) if text.contains('\0'))
    }
}

/// A row for [`crate::Tx::insert`]: `vals![id, "submitted", None::<i64>]`.
#[macro_export]
macro_rules! vals {
    ($($value:expr),* $(,)?) => {
        vec![$($crate::Val::from($value)),*]
    };
}

macro_rules! from {
    ($($from:ty => |$value:ident| $into:expr;)*) => {$(
        impl From<$from> for Val {
            fn from($value: $from) -> Val {
                $into
            }
        }
    )*};
}

from! {
    i64 => |v| Val::Int(v);
    i32 => |v| Val::Int(v.into());
    i16 => |v| Val::Int(v.into());
    u32 => |v| Val::Int(v.into());
    u16 => |v| Val::Int(v.into());
    u8 => |v| Val::Int(v.into());
    bool => |v| Val::Bool(v);
    String => |v| Val::Text(v);
    &str => |v| Val::Text(v.to_owned());
    &String => |v| Val::Text(v.clone());
    Vec<u8> => |v| Val::Bytes(v);
    &[u8] => |v| Val::Bytes(v.to_vec());
    f64 => |v| Val::Real(v);
}

impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(value: Option<T>) -> Val {
        value.map_or(Val::Null, Into::into)
    }
}

impl<const N: usize> From<[u8; N]> for Val {
    fn from(value: [u8; N]) -> Val {
        Val::Bytes(value.to_vec())
    }
}
