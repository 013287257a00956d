//! Cuts Chinese into words: the city's own names first, then by dictionary.

use crate::normal::{Sort, normalise, runs};
use jieba_rs::Jieba;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The dictionary takes a while to load and some memory: once a program, and only when it is asked.
static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Cuts texts into words.
#[derive(Debug, Clone, Default)]
pub struct Segmenter {
    /// The city's names by their first character, the longest first.
    names: HashMap<char, Vec<String>>,
}

impl Segmenter {
    /// A segmenter that knows these names (units, areas, places) as words.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let mut by_first: HashMap<char, Vec<String>> = HashMap::new();
        for name in names {
            for (kind, run) in runs(&normalise(name.as_ref())) {
                let mut chars = run.chars();
                if let (Sort::Ideograph, Some(first), Some(_)) = (kind, chars.next(), chars.next())
                {
                    by_first.entry(first).or_default().push(run.to_owned());
                }
            }
        }
        for names in by_first.values_mut() {
            names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            names.dedup();
        }
        Self { names: by_first }
    }

    /// Loads the dictionary now, so that the first question does not wait for it.
    pub fn warm_up() {
        LazyLock::force(&DICTIONARY);
    }

    /// The words of a run of Chinese characters; put together they are the run.
    pub fn words<'a>(&self, run: &'a str) -> Vec<&'a str> {
        let mut words = Vec::new();
        let (mut start, mut at) = (0, 0);
        while let Some(first) = run[at..].chars().next() {
            if let Some(name) = self.name_at(&run[at..], first) {
                cut(&run[start..at], &mut words);
                words.push(&run[at..at + name]);
                at += name;
                start = at;
            } else {
                at += first.len_utf8();
            }
        }
        cut(&run[start..], &mut words);
        words
    }

    /// The words of any text that say something: of two or more characters, in the normal form.
    pub fn content(&self, text: &str) -> Vec<String> {
        let text = crate::token::without_long_numbers(&normalise(text));
        let mut content = Vec::new();
        for (kind, run) in runs(&text) {
            if kind == Sort::Ideograph {
                let words = self.words(run).into_iter();
                let says = |word: &&str| word.chars().nth(1).is_some() && !is_common(word);
                content.extend(words.filter(says).map(str::to_owned));
            } else {
                content.push(crate::token::letters(run).to_owned());
            }
        }
        content
    }

    /// The length of the longest name that begins here.
    fn name_at(&self, rest: &str, first: char) -> Option<usize> {
        let names = self.names.get(&first)?;
        names
            .iter()
            .find(|name| rest.starts_with(name.as_str()))
            .map(String::len)
    }
}

fn cut<'a>(run: &'a str, words: &mut Vec<&'a str>) {
    if run.chars().nth(1).is_none() {
        // One character, or none, is a word whatever the dictionary says.
        words.extend((!run.is_empty()).then_some(run));
    } else {
        words.extend(
            DICTIONARY
                .cut(run, true)
                .into_iter()
                .map(|token| token.word),
        );
    }
}

/// Words that stand in every second message and tell nothing apart.
pub fn is_common(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "投诉",
        "反映",
        "来电",
        "市民",
        "希望",
        "相关",
        "部门",
        "处理",
        "问题",
        "情况",
        "要求",
        "核实",
        "尽快",
        "请问",
        "咨询",
        "诉求",
        "诉求人",
        "群众",
        "我们",
        "你们",
        "他们",
        "一个",
        "这个",
        "那个",
        "没有",
        "现在",
        "已经",
        "可以",
        "因为",
        "所以",
        "但是",
        "而且",
        "以及",
        "进行",
        "表示",
        "认为",
        "谢谢",
        "您好",
        "你好",
        "附近",
        "这里",
        "那里",
        "目前",
        "今天",
        "昨天",
        "每天",
        "时候",
        "什么",
        "怎么",
        "怎么办",
        "怎么样",
        "怎样",
        "如何",
        "哪里",
        "哪儿",
        "一下",
        "想问",
        "想要",
        "需要",
        "知道",
        "我家",
        "家里",
        "是否",
        "严重",
        "影响",
        "解决",
        "单位",
        "有关",
    ];
    COMMON.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_citys_names_stay_whole() {
        let segmenter = Segmenter::new(["仓山区城管局", "仓山区", "施埔路"]);
        assert_eq!(
            segmenter.words("仓山区城管局说施埔路有餐馆喇叭扰民"),
            ["仓山区城管局", "说", "施埔路", "有", "餐馆", "喇叭", "扰民"]
        );
    }

    #[test]
    fn words_make_up_the_run() {
        let segmenter = Segmenter::new(["福州大学"]);
        for run in ["", "水", "福州大学城", "在福州大学旁边的路灯不亮"] {
            assert_eq!(segmenter.words(run).concat(), run);
        }
    }

    #[test]
    fn content_leaves_out_what_all_say() {
        let words = Segmenter::default().content("市民反映：B15 餐馆喇叭扰民，电话139 0000 0000");
        assert_eq!(words, ["b15", "餐馆", "喇叭", "扰民", "电话"]);
    }
}
