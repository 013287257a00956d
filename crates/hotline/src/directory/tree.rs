//! Who stands above whom, answered without walking.

/// Units as positions, numbered so that everything below a unit follows it without a gap.
#[derive(Debug)]
pub(super) struct Tree {
    parents: Vec<Option<usize>>,
    /// Positions in order: each unit, then all below it.
    order: Vec<usize>,
    /// For each position: where it stands in `order`, and where what is below it ends.
    spans: Vec<(usize, usize)>,
}

impl Tree {
    /// Numbers the units. A unit on a cycle would be left out; the loader refuses cycles.
    pub(super) fn new(parents: Vec<Option<usize>>) -> Self {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
        let mut open = Vec::new();
        // Reversed, because the stack hands out the last one first.
        for (at, parent) in parents.iter().enumerate().rev() {
            match parent {
                Some(parent) => children[*parent].push(at),
                None => open.push((at, false)),
            }
        }
        let mut order = Vec::with_capacity(parents.len());
        let mut spans = vec![(0, 0); parents.len()];
        while let Some((at, done)) = open.pop() {
            if done {
                spans[at].1 = order.len();
                continue;
            }
            spans[at].0 = order.len();
            order.push(at);
            open.push((at, true));
            open.extend(children[at].iter().map(|&child| (child, false)));
        }
        Tree {
            parents,
            order,
            spans,
        }
    }

    /// Whether `lower` stands strictly below `upper`.
    pub(super) fn is_below(&self, lower: usize, upper: usize) -> bool {
        let (first, end) = self.spans[upper];
        let at = self.spans[lower].0;
        first < at && at < end
    }

    /// Everything below a unit, each after its parent.
    pub(super) fn below(&self, upper: usize) -> &[usize] {
        let (first, end) = self.spans[upper];
        self.order.get(first + 1..end).unwrap_or_default()
    }

    /// The units above one, the nearest first.
    pub(super) fn ancestors(&self, lower: usize) -> Vec<usize> {
        std::iter::successors(self.parents[lower], |&at| self.parents[at]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_tree() {
        //   0 ─ 2 ─ 1        3
        //     └ 4
        let tree = Tree::new(vec![None, Some(2), Some(0), None, Some(0)]);
        assert_eq!(tree.below(0), [2, 1, 4]);
        assert_eq!(tree.below(2), [1]);
        assert!(tree.below(3).is_empty());
        assert_eq!(tree.ancestors(1), [2, 0]);
        assert!(tree.is_below(1, 0) && tree.is_below(1, 2) && tree.is_below(4, 0));
        assert!(!tree.is_below(0, 0) && !tree.is_below(0, 1) && !tree.is_below(4, 2));
        assert!(!tree.is_below(3, 0) && !tree.is_below(1, 3));
    }
}
