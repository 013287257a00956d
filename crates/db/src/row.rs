//! Rows, and reading them into records.

use std::fmt::Display;
use std::str::FromStr;

use crate::dialect::RawRow;
use crate::error::DbError;
use crate::value::Val;

/// One row of an answer.
pub struct Row(pub(crate) RawRow);

impl Row {
    /// The value of a column, by name or by position from 0.
    ///
    /// # Errors
    /// [`DbError::Column`] if there is no such column or it holds something else.
    pub fn get<T: Scalar>(&self, column: impl Column) -> Result<T, DbError> {
        let value = column.find(self)?;
        T::take(value).map_err(|why| column.error(why))
    }

    /// A text column in a type of the caller's own, for instance a code or a state.
    pub fn parse<T>(&self, column: impl Column) -> Result<T, DbError>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text: String = self.get(&column)?;
        text.parse::<T>()
            .map_err(|error| column.error(error.to_string()))
    }

    /// [`Row::parse`] of a column that may be null.
    pub fn parse_some<T>(&self, column: impl Column) -> Result<Option<T>, DbError>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text: Option<String> = self.get(&column)?;
        text.map(|text| text.parse::<T>())
            .transpose()
            .map_err(|error| column.error(error.to_string()))
    }
}

/// How a column is named: `"due"` or `0`.
pub trait Column {
    #[doc(hidden)]
    fn find(&self, row: &Row) -> Result<Val, DbError>;
    #[doc(hidden)]
    fn error(&self, why: String) -> DbError;
}

impl Column for &str {
    fn find(&self, row: &Row) -> Result<Val, DbError> {
        row.0.named(self).map_err(|why| self.error(why))
    }
    fn error(&self, why: String) -> DbError {
        DbError::Column {
            column: (*self).to_owned(),
            why,
        }
    }
}

impl Column for usize {
    fn find(&self, row: &Row) -> Result<Val, DbError> {
        row.0.at(*self).map_err(|why| self.error(why))
    }
    fn error(&self, why: String) -> DbError {
        DbError::Column {
            column: self.to_string(),
            why,
        }
    }
}

impl<C: Column> Column for &C {
    fn find(&self, row: &Row) -> Result<Val, DbError> {
        (**self).find(row)
    }
    fn error(&self, why: String) -> DbError {
        (**self).error(why)
    }
}

/// A type one column can be read as.
pub trait Scalar: Sized {
    /// Takes the value, or says why not.
    fn take(value: Val) -> Result<Self, String>;
}

fn wrong<T>(value: &Val, wanted: &str) -> Result<T, String> {
    // The value itself may be personal data, so only its type is told.
    let found = match value {
        Val::Null => "null",
        Val::Int(_) => "an integer",
        Val::Text(_) | Val::Tokens(_) => "a text",
        Val::Bool(_) => "a boolean",
        Val::Bytes(_) => "bytes",
        Val::Real(_) => "a real",
    };
    Err(format!("holds {found}, not {wanted}"))
}

impl Scalar for Val {
    fn take(value: Val) -> Result<Self, String> {
        Ok(value)
    }
}

impl Scalar for i64 {
    fn take(value: Val) -> Result<Self, String> {
        match value {
            Val::Int(int) => Ok(int),
            other => wrong(&other, "an integer"),
        }
    }
}

macro_rules! smaller {
    ($($int:ty)*) => {$(
        impl Scalar for $int {
            fn take(value: Val) -> Result<Self, String> {
                let int = i64::take(value)?;
                <$int>::try_from(int).map_err(|_| concat!("does not fit ", stringify!($int)).to_owned())
            }
        }
    )*};
}
smaller!(i32 i16 u64 u32 u16 u8 usize);

impl Scalar for bool {
    fn take(value: Val) -> Result<Self, String> {
        match value {
            Val::Bool(bool) => Ok(bool),
            Val::Int(0) => Ok(false),
            Val::Int(1) => Ok(true),
            other => wrong(&other, "a boolean"),
        }
    }
}

impl Scalar for f64 {
    fn take(value: Val) -> Result<Self, String> {
        match value {
            Val::Real(real) => Ok(real),
            other => wrong(&other, "a real"),
        }
    }
}

impl Scalar for String {
    fn take(value: Val) -> Result<Self, String> {
        match value {
            Val::Text(text) => Ok(text),
            other => wrong(&other, "a text"),
        }
    }
}

impl Scalar for Vec<u8> {
    fn take(value: Val) -> Result<Self, String> {
        match value {
            Val::Bytes(bytes) => Ok(bytes),
            other => wrong(&other, "bytes"),
        }
    }
}

impl<const N: usize> Scalar for [u8; N] {
    fn take(value: Val) -> Result<Self, String> {
        let bytes = Vec::<u8>::take(value)?;
        Self::try_from(bytes).map_err(|bytes| format!("holds {} bytes, not {N}", bytes.len()))
    }
}

impl<T: Scalar> Scalar for Option<T> {
    fn take(value: Val) -> Result<Self, String> {
        match value {
            Val::Null => Ok(None),
            other => T::take(other).map(Some),
        }
    }
}

/// Something a row can be read into: a struct of `store`, a scalar, or a tuple of scalars.
pub trait Record: Sized + Send + Unpin {
    /// Reads a row.
    fn read(row: &Row) -> Result<Self, DbError>;
}

impl<T: Scalar + Send + Unpin> Record for T {
    fn read(row: &Row) -> Result<Self, DbError> {
        row.get(0)
    }
}

macro_rules! tuples {
    ($(($($name:ident $at:tt)+))*) => {$(
        impl<$($name: Scalar + Send + Unpin),+> Record for ($($name,)+) {
            fn read(row: &Row) -> Result<Self, DbError> {
                Ok(($(row.get::<$name>($at)?,)+))
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9)
}
