//! What people call the keys of a rulebook.

/// The word on screens for a key of a rulebook; the key itself if there is none.
#[must_use]
pub fn key_name(key: &str) -> &str {
    match key {
        "limit_consult" => "咨询的期限",
        "limit_complaint" => "投诉的期限",
        "limit_suggestion" => "建议的期限",
        "limit_help" => "求助的期限",
        "list_limit" => "清单事项的期限",
        "accept_minutes" => "受理时限",
        "dispatch_minutes" => "批转时限",
        "dispatch_urgent_minutes" => "紧急件批转时限",
        "sign_minutes" => "签收时限",
        "sign_urgent_minutes" => "紧急件签收时限",
        "return_days" => "退件时限",
        "ruling_minutes" => "裁定时限",
        "final_review_days" => "终审时限",
        "extension_times" => "延期次数",
        "extension_total_days" => "延期合计",
        "waiting_days" => "等候最长",
        "waiting_times" => "等候次数",
        "rating_window_days" => "评价期",
        "satisfied_grade" => "满意的等级",
        "rework_decision_days" => "重办决定时限",
        "rework_times" => "重办次数",
        "rework_days" => "重办期限",
        "follow_up_sample_percent" => "抽样回访",
        "follow_up_tries" => "回访次数",
        "assist_share_percent" => "协办占剩余天数",
        "first_contact_days" => "先行联系时限",
        "lamp_green_share_percent" => "绿灯占期限",
        "escalation" => "逾期提级",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::key_name;
    use crate::rulebook::Rulebook;

    #[test]
    fn every_key_has_a_word() {
        let all = Rulebook::MEASURES.iter().map(|(key, _)| *key);
        for key in all.chain(["escalation"]) {
            assert_ne!(key_name(key), key);
        }
    }
}
