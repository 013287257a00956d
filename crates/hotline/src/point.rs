//! 坐标: a point on the ground, as a telephone or a map gives it. WGS-84, decimal degrees, kept to five
//! decimals: about a metre.
//!
//! A point to a metre is somebody's door as often as not, so a case keeps it as it keeps the words of the
//! place: sealed, outside the events, in the form that [`Point`] writes and reads as text.

mod circle;

pub use circle::{Circle, METRES_MAX};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// Parts of a degree that are kept.
const PARTS: f64 = 100_000.0;
/// Metres of one degree of latitude.
const METRES: f64 = 111_195.0;

/// A point: longitude and latitude. Two points are the same if they are within a metre's rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Point {
    /// East, in hundred-thousandths of a degree.
    lng: i32,
    /// North, the same.
    lat: i32,
}

/// Why a point was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PointError {
    /// No such longitude.
    #[error("lng 是经度，应在 -180 到 180 之间 (longitude: -180 to 180)")]
    Longitude,
    /// No such latitude.
    #[error("lat 是纬度，应在 -90 到 90 之间 (latitude: -90 to 90)")]
    Latitude,
    /// Not two numbers.
    #[error("坐标写成“经度,纬度”，例如 119.3062,26.0753 (write longitude,latitude)")]
    Form,
}

impl Point {
    /// A point, rounded to what is kept.
    ///
    /// # Errors
    /// Numbers that are no degrees of longitude or latitude.
    pub fn new(lng: f64, lat: f64) -> Result<Self, PointError> {
        Ok(Self {
            lng: parts(lng, 180.0).ok_or(PointError::Longitude)?,
            lat: parts(lat, 90.0).ok_or(PointError::Latitude)?,
        })
    }

    /// Degrees east.
    pub fn lng(self) -> f64 {
        f64::from(self.lng) / PARTS
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        f64::from(self.lat) / PARTS
    }

    /// Metres of a degree of longitude and of latitude there.
    pub(crate) fn metres(self) -> (f64, f64) {
        (METRES * self.lat().to_radians().cos(), METRES)
    }
}

/// Hundred-thousandths of a degree, if there are so many degrees.
fn parts(degrees: f64, most: f64) -> Option<i32> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 180 degrees, checked just before"
    )]
    (degrees.abs() <= most).then(|| (degrees * PARTS).round() as i32)
}

/// Longitude and latitude, as they are sealed and copied: `119.30620,26.07530`.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.5},{:.5}", self.lng(), self.lat())
    }
}

impl FromStr for Point {
    type Err = PointError;

    fn from_str(text: &str) -> Result<Self, PointError> {
        let (lng, lat) = text.split_once([',', '，']).ok_or(PointError::Form)?;
        let degrees = |text: &str| text.trim().parse().map_err(|_| PointError::Form);
        Self::new(degrees(lng)?, degrees(lat)?)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Degrees {
    lng: f64,
    lat: f64,
}

impl Serialize for Point {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let (lng, lat) = (self.lng(), self.lat());
        Degrees { lng, lat }.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let Degrees { lng, lat } = d.deserialize_map(Named)?;
        Self::new(lng, lat).map_err(de::Error::custom)
    }
}

/// Takes an object only: of two bare numbers nobody knows which comes first.
struct Named;

impl<'de> de::Visitor<'de> for Named {
    type Value = Degrees;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Degrees, A::Error> {
        Degrees::deserialize(de::value::MapAccessDeserializer::new(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn five_decimals_are_kept() {
        let point: Point =
            serde_json::from_value(json!({"lng": 119.306_204_9, "lat": 26.0753})).unwrap();
        assert_eq!(point.to_string(), "119.30620,26.07530");
        assert_eq!(point.to_string().parse(), Ok(point));
        assert_eq!(
            serde_json::to_value(point).unwrap(),
            json!({"lng": 119.3062, "lat": 26.0753})
        );
        let odd = Point::new(-0.000_004, 89.999_999).unwrap();
        assert_eq!(odd.to_string().parse(), Ok(odd));
    }

    #[test]
    fn what_is_no_point_is_refused_with_its_bounds() {
        assert_eq!(Point::new(180.1, 0.0), Err(PointError::Longitude));
        assert_eq!(Point::new(f64::NAN, 0.0), Err(PointError::Longitude));
        assert_eq!(Point::new(0.0, f64::INFINITY), Err(PointError::Latitude));
        // The order was mixed up: no latitude is 119.
        assert_eq!(
            "26.0753,119.3062".parse::<Point>(),
            Err(PointError::Latitude)
        );
        for text in ["", "119.3", "119.3,", "a,b", "119.3,26.1,5"] {
            assert_eq!(text.parse::<Point>(), Err(PointError::Form), "{text}");
        }
        assert!(serde_json::from_value::<Point>(json!({"lng": 1.0})).is_err());
        assert!(serde_json::from_value::<Point>(json!({"lng": 1, "lat": 1, "z": 1})).is_err());
        assert!(serde_json::from_value::<Point>(json!([1.0, 1.0])).is_err());
    }
}
