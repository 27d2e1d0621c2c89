//! Parts of a provider by name. Most of them are in no run: each is made when it is looked at, and kept only once it was used.

use std::collections::BTreeMap;
use std::ops::Index;
use std::sync::{Arc, OnceLock};

use super::traits::{Action, DataSource, EphemeralResource, Function, Resource};

/// What has a name in a provider.
pub trait Named {
    /// e.g. `infisical_secret`
    fn part_name(&self) -> &str;
}

macro_rules! named {
    ($($part:ident: $name:ident)*) => {$(
        impl Named for dyn $part {
            fn part_name(&self) -> &str {
                self.$name()
            }
        }
    )*};
}

named! {
    Resource: type_name
    DataSource: type_name
    EphemeralResource: type_name
    Function: name
    Action: type_name
}

/// Makes parts, new ones each time.
pub trait Source<T: ?Sized>: Send + Sync {
    /// Makes all, one after another.
    fn each(&self, take: &mut dyn FnMut(Arc<T>));
    /// Makes the named one only.
    fn one(&self, name: &str) -> Option<Arc<T>>;
}

/// A function is a source of few parts, or of such as cost nothing to make.
impl<T: Named + ?Sized, F: Fn() -> Vec<Arc<T>> + Send + Sync> Source<T> for F {
    fn each(&self, take: &mut dyn FnMut(Arc<T>)) {
        self().into_iter().for_each(take);
    }

    fn one(&self, name: &str) -> Option<Arc<T>> {
        // As in `Parts`: of two with one name the later one counts.
        self().into_iter().rfind(|part| part.part_name() == name)
    }
}

/// Where a part comes from, and the part itself once it was used.
struct Place<T: ?Sized> {
    source: usize,
    used: OnceLock<Arc<T>>,
}

/// All parts of one kind.
pub struct Parts<T: ?Sized> {
    sources: Vec<Box<dyn Source<T>>>,
    /// known from the first time that all were made
    places: OnceLock<BTreeMap<String, Place<T>>>,
}

impl<T: Named + ?Sized> Parts<T> {
    /// The parts that these sources make; of two with one name the later one counts.
    pub fn new(sources: Vec<Box<dyn Source<T>>>) -> Parts<T> {
        Parts {
            sources,
            places: OnceLock::new(),
        }
    }

    /// Shows every part once. What is made only to be shown is dropped after that.
    pub fn each(&self, mut show: impl FnMut(&Arc<T>)) {
        let mut places = BTreeMap::new();
        for (source, make) in self.sources.iter().enumerate() {
            make.each(&mut |part| {
                show(self.used(part.part_name()).unwrap_or(&part));
                let used = OnceLock::new();
                places.insert(part.part_name().to_owned(), Place { source, used });
            });
        }
        // When they were known already, the older places stay: they hold what was used.
        let _ = self.places.set(places);
    }

    fn used(&self, name: &str) -> Option<&Arc<T>> {
        self.places.get()?.get(name)?.used.get()
    }

    fn places(&self) -> &BTreeMap<String, Place<T>> {
        if self.places.get().is_none() {
            self.each(|_| {});
        }
        self.places.get_or_init(BTreeMap::new)
    }

    /// The names of all, in order.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.places().keys()
    }

    /// The named part, which is kept from now on.
    pub fn get(&self, name: &str) -> Option<&Arc<T>> {
        let place = self.places().get(name)?;
        if let Some(used) = place.used.get() {
            return Some(used);
        }
        let made = self.sources.get(place.source)?.one(name)?;
        Some(place.used.get_or_init(|| made))
    }

    /// All parts with their names, in order, all kept from now on: for tests and documentation.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Arc<T>)> {
        self.keys().filter_map(|name| Some((name, self.get(name)?)))
    }
}

impl<T: Named + Send + Sync + ?Sized + 'static> FromIterator<Arc<T>> for Parts<T> {
    /// Parts that exist already.
    fn from_iter<I: IntoIterator<Item = Arc<T>>>(parts: I) -> Parts<T> {
        let parts: Vec<Arc<T>> = parts.into_iter().collect();
        Parts::new(vec![Box::new(move || parts.clone())])
    }
}

impl<T: Named + ?Sized, N: AsRef<str> + ?Sized> Index<&N> for Parts<T> {
    type Output = Arc<T>;

    /// As in a map: for names that are known to be there.
    fn index(&self, name: &N) -> &Arc<T> {
        let name = name.as_ref();
        self.get(name)
            .unwrap_or_else(|| panic!("there is no {name}"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    struct Word {
        name: &'static str,
        number: usize,
    }

    trait Worded: Send + Sync {
        fn word(&self) -> (&str, usize);
    }

    impl Worded for Word {
        fn word(&self) -> (&str, usize) {
            (self.name, self.number)
        }
    }

    impl Named for dyn Worded {
        fn part_name(&self) -> &str {
            self.word().0
        }
    }

    /// Two sources, and how many words they have made.
    fn words() -> (Parts<dyn Worded>, Arc<AtomicUsize>) {
        let made = Arc::new(AtomicUsize::new(0));
        let source = |names: &'static [&'static str]| -> Box<dyn Source<dyn Worded>> {
            let made = made.clone();
            Box::new(move || {
                let word = |name: &&'static str| -> Arc<dyn Worded> {
                    let number = made.fetch_add(1, Ordering::Relaxed);
                    Arc::new(Word { name, number })
                };
                names.iter().map(word).collect()
            })
        };
        let parts = Parts::new(vec![source(&["b", "a"]), source(&["c"])]);
        (parts, made)
    }

    #[test]
    fn what_is_used_is_made_once_more_and_kept() {
        let (words, made) = words();
        assert_eq!(words.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(made.load(Ordering::Relaxed), 3);
        let first = words["c"].word().1;
        assert_eq!(first, 3, "its source alone makes it again");
        assert_eq!(words["c"].word().1, first);
        assert_eq!(made.load(Ordering::Relaxed), 4);
        assert!(words.get("d").is_none());
    }

    #[test]
    fn all_are_shown_and_those_in_use_as_they_are() {
        let (words, _) = words();
        let used = words["a"].word().1;
        let mut shown = Vec::new();
        words.each(|word| shown.push((word.word().0.to_owned(), word.word().1)));
        assert_eq!(shown.len(), 3);
        assert_eq!(words.iter().count(), 3);
        assert!(shown.contains(&("a".to_owned(), used)));
    }

    #[test]
    fn the_later_of_two_with_one_name_counts() {
        let word = |number| -> Arc<dyn Worded> { Arc::new(Word { name: "w", number }) };
        let words: Parts<dyn Worded> = [word(1), word(2)].into_iter().collect();
        assert_eq!(words["w"].word().1, 2);
    }
}
