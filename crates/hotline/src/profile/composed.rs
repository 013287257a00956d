//! 待核定: what officials must still confirm, list by list.

use super::Profile;
use crate::amendment::Part;

/// A list of the profile that has entries to confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComposedIn {
    /// 规则.
    Rulebooks,
    /// 便民服务事项.
    Items,
    /// 渠道.
    Channels,
    /// 理由, to decline and to return.
    Reasons,
    /// 热线.
    Lines,
    /// 单位.
    Units,
    /// 职责.
    Duties,
    /// 放假安排.
    Holidays,
}

impl ComposedIn {
    /// In Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Rulebooks => "规则",
            Self::Items => "事项",
            Self::Channels => "渠道",
            Self::Reasons => "理由",
            Self::Lines => "热线",
            Self::Units => "单位",
            Self::Duties => "职责",
            Self::Holidays => "放假安排",
        }
    }

    /// In English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Rulebooks => "rules",
            Self::Items => "items",
            Self::Channels => "channels",
            Self::Reasons => "reasons",
            Self::Lines => "lines",
            Self::Units => "units",
            Self::Duties => "duties",
            Self::Holidays => "holidays",
        }
    }

    /// The part of the rules of which a new version is kept while the platform runs; none where only a file
    /// changes it.
    pub const fn part(self) -> Option<Part> {
        match self {
            Self::Rulebooks => Some(Part::Rulebook),
            Self::Items => Some(Part::Items),
            Self::Reasons => Some(Part::Reasons),
            Self::Units => Some(Part::Units),
            Self::Duties => Some(Part::Duties),
            Self::Channels | Self::Lines | Self::Holidays => None,
        }
    }
}

impl Profile {
    /// Every entry that officials must still confirm (`composed = true`), as
    /// `where: what`, in the order rulebooks, items, channels, reasons, lines, units, duties, holidays.
    pub fn composed(&self) -> Vec<String> {
        let lists = self.composed_by_list().into_iter();
        lists.flat_map(|(_, entries)| entries).collect()
    }

    /// The same list by list; lists without such entries are left out.
    pub fn composed_by_list(&self) -> Vec<(ComposedIn, Vec<String>)> {
        let catalogue = &self.catalogue;
        let mut books = Vec::new();
        for book in self.rulebooks.all() {
            let title = format!("rulebook {}", book.effective);
            if book.composed {
                books.push(format!("{title}: effective"));
            }
            let keys = book.keys();
            let open = keys.iter().filter(|key| key.composed);
            books.extend(open.map(|key| format!("{title}: {} = {}", key.key, key.value)));
        }
        let items = catalogue.items().iter().filter(|item| item.composed);
        let items = items.map(|item| format!("item {}: {}", item.code, item.name));
        let channels = catalogue.channels().iter().filter(|it| it.composed);
        let channels = channels.map(|it| format!("channel {}: {}", it.code, it.name));
        let mut reasons = Vec::new();
        for (list, all) in [
            ("decline", catalogue.decline_reasons()),
            ("return", catalogue.return_reasons()),
        ] {
            let open = all.iter().filter(|reason| reason.composed);
            reasons.extend(open.map(|it| format!("{list} reason {}: {}", it.code, it.name)));
        }
        let lines = catalogue.lines().iter().filter(|line| line.composed);
        let lines = lines.map(|line| format!("line {}: {}", line.number, line.name));
        let units = self.directory.units().filter(|unit| unit.composed);
        let units = units.map(|unit| format!("unit {}: {}", unit.code, unit.name));
        let mut duties = Vec::new();
        for unit in self.directory.units() {
            let open = unit.duties.iter().filter(|duty| duty.composed);
            duties.extend(open.map(|duty| format!("duty {}: {} {duty}", unit.code, unit.name)));
        }
        let notices = self.notices.iter().filter(|notice| notice.composed);
        let notices = notices.map(|it| format!("holidays {}: {}", it.issued, it.title));
        let lists = vec![
            (ComposedIn::Rulebooks, books),
            (ComposedIn::Items, items.collect()),
            (ComposedIn::Channels, channels.collect()),
            (ComposedIn::Reasons, reasons),
            (ComposedIn::Lines, lines.collect()),
            (ComposedIn::Units, units.collect()),
            (ComposedIn::Duties, duties),
            (ComposedIn::Holidays, notices.collect()),
        ];
        let some = lists.into_iter().filter(|(_, all)| !all.is_empty());
        some.collect()
    }
}
