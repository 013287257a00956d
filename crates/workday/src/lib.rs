//! workday
