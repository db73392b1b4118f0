//! What listens, by what it calls itself (RFC 9110, 10.1.5): an app that people hear sounds with, or a program of whose
//! downloads nobody hears anything.
//!
//! The tables are short on purpose: they name what asks for podcasts in numbers. The long lists are the IAB/ABC
//! International Spiders & Bots List and that of the Open Podcast Analytics Working Group.

/// Parts of the names of programs that nobody listens with, in small letters; `^` stands for the beginning.
const PROGRAMS: &[&str] = &[
    // Search, archives, models, and whoever else reads the web by itself.
    "bot",
    "crawl",
    "spider",
    "scrap",
    "slurp",
    "archive.org",
    "archive-it",
    "ia_archiver",
    "heritrix",
    "httrack",
    "nutch",
    "colly",
    "mediapartners-google",
    "feedfetcher",
    "googleother",
    "google-extended",
    "google-notebooklm",
    "google-podcast",
    "bingpreview",
    "chatgpt-user",
    "claude-",
    "anthropic-ai",
    "perplexity",
    "headlesschrome",
    "phantomjs",
    "lighthouse",
    // Previews of what somebody has passed on.
    "facebookexternal",
    "facebookcatalog",
    "meta-external",
    "whatsapp/",
    "embedly",
    "skypeuripreview",
    "linkpreview",
    "flipboardproxy",
    "mastodon/",
    // Those who watch whether a site is there.
    "monitor",
    "uptime",
    "pingdom",
    "statuscake",
    "site24x7",
    "validator",
    // Directories and hosts of podcasts, and what writes them down.
    "podcast sync",
    "importer",
    "transcri",
    "podcastindex",
    "feedly",
    "listennotes",
    "podchaserparser",
    "amazonnewscontentservice",
    "^amazon music podcast",
    "itms",
    "itunesstored",
    // A watch takes what its telephone has taken already (IAB 2.1).
    "watchos",
    "^atc/",
    // Libraries and tools under their own name: a program of somebody's.
    "^curl",
    "libcurl",
    "wget",
    "python",
    "aiohttp",
    "httpx",
    "^go-http-client",
    "^java/",
    "apache-httpclient",
    "^okhttp",
    "^axios",
    "^node",
    "^undici",
    "^got/",
    "^got (",
    "^deno",
    "^bun/",
    "^dart/",
    "libwww-perl",
    "^lwp",
    "^http-tiny",
    "^ruby",
    "^faraday",
    "^rest-client",
    "^php",
    "guzzlehttp",
    "^symfony",
    "^reqwest",
    "^hyper",
    "^hackney",
    "^lavf/",
    "^aria2",
    "^httpie",
    "^postman",
    "powershell",
    "winhttp",
];

/// Parts of the names of apps, in small letters, and how the newsroom calls them. The first that fits counts.
const APPS: &[(&str, &str)] = &[
    ("overcast", "Overcast"),
    ("pocket casts", "Pocket Casts"),
    ("pocketcasts", "Pocket Casts"),
    ("antennapod", "AntennaPod"),
    ("castbox", "Castbox"),
    ("podcastaddict", "Podcast Addict"),
    ("podcast addict", "Podcast Addict"),
    ("castro", "Castro"),
    ("spotify", "Spotify"),
    ("youtube.music", "YouTube Music"),
    ("youtubemusic", "YouTube Music"),
    ("youtube music", "YouTube Music"),
    ("alexa", "Amazon"),
    ("amazon", "Amazon"),
    ("^echo/", "Amazon"),
    ("^harley/", "Amazon"),
    ("google", "Google"),
    ("crkey", "Google"),
    // The app calls itself by its name in the listener's language.
    ("^podcasts/", "Apple Podcasts"),
    ("^podcast/", "Apple Podcasts"),
    ("^podcaster/", "Apple Podcasts"),
    ("^podcasty/", "Apple Podcasts"),
    ("^podcastok/", "Apple Podcasts"),
    ("^podcastit/", "Apple Podcasts"),
    ("^podkaster/", "Apple Podcasts"),
    ("^balados/", "Apple Podcasts"),
    ("itunes/", "Apple Podcasts"),
    // What plays sounds on Apple's devices, for Apple Podcasts, Safari and others alike: none of them is told apart.
    ("applecoremedia", "Apple player"),
    ("firefox/", BROWSER),
    ("fxios/", BROWSER),
    ("chrome/", BROWSER),
    ("crios/", BROWSER),
    ("safari/", BROWSER),
    ("edg/", BROWSER),
];

const BROWSER: &str = "Browser";
const OTHER: &str = "Other";

/// What people call the app that a request comes from; none for what nobody listens with, and for what says no name.
#[must_use]
pub(super) fn app(agent: &str) -> Option<&'static str> {
    let agent = agent.trim().to_ascii_lowercase();
    // A telephone of this make is no bot.
    let plain = agent.replace("cubot", "");
    let fits = |part: &&str| match part.strip_prefix('^') {
        Some(beginning) => plain.starts_with(beginning),
        None => plain.contains(*part),
    };
    // Programs that would pass for a browser and say no more than this.
    let is_bare = agent.is_empty() || agent == "mozilla" || agent == "mozilla/5.0";
    if is_bare || PROGRAMS.iter().any(&fits) {
        return None;
    }
    let known = APPS.iter().find(|(part, _)| fits(part));
    Some(known.map_or(OTHER, |(_, name)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_are_known_by_what_they_call_themselves() {
        for (agent, name) in [
            (
                "Podcasts/1710.17 CFNetwork/1399 Darwin/22.1.0",
                "Apple Podcasts",
            ),
            ("iTunes/12.9 (Macintosh; OS X 10.14)", "Apple Podcasts"),
            (
                "AppleCoreMedia/1.0.0.19E239 (iPhone; U; CPU OS 15_4 like Mac OS X; en_gb)",
                "Apple player",
            ),
            ("Spotify/8.8.0 Android/33 (Pixel 7)", "Spotify"),
            (
                "Overcast/3.0 (+http://overcast.fm/; iOS podcast app)",
                "Overcast",
            ),
            ("Pocket Casts", "Pocket Casts"),
            ("AntennaPod/3.2.0", "AntennaPod"),
            ("CastBox/8.0 (Linux;Android 9)", "Castbox"),
            (
                "PodcastAddict/v5 (+https://podcastaddict.com/; Android podcast app)",
                "Podcast Addict",
            ),
            ("Castro 2023.5/1375", "Castro"),
            (
                "com.google.android.apps.youtube.music/6.30 (Linux; U; Android 13)",
                "YouTube Music",
            ),
            (
                "AlexaMediaPlayer/2.1 (Linux;Android 5.1.1) ExoPlayerLib/1.5.9",
                "Amazon",
            ),
            ("Echo/1.0(MRM)", "Amazon"),
            (
                "Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 Chrome/100.0 Safari/537.36 CrKey/1.56",
                "Google",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Browser",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
                "Browser",
            ),
            (
                "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/88.0 Mobile Safari/537.36",
                "Browser",
            ),
            ("VLC/3.0.20 LibVLC/3.0.20", "Other"),
            ("Deezer/7.0 (Android; 13)", "Other"),
            ("LG Player 1.0 for Android 7 (stagefright/1.0)", "Other"),
        ] {
            assert_eq!(app(agent), Some(name), "{agent}");
        }
    }

    #[test]
    fn nobody_listens_with_a_program() {
        for agent in [
            "",
            "  ",
            "Mozilla/5.0",
            "curl/8.5.0",
            "Wget/1.21",
            "python-requests/2.31",
            "Python-urllib/3.11",
            "Go-http-client/2.0",
            "okhttp/4.9.3",
            "axios/1.6",
            "Java/17.0.1",
            "Lavf/60.3.100",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
            "Mozilla/5.0 (compatible; Yahoo! Slurp)",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0 Safari/537.36",
            "Overcast/1.0 Podcast Sync (12 subscribers; feed-id=1)",
            "Podcasts/1.0 (null) watchOS/9.0",
            "atc/1.0 watchOS/9.0",
            "Amazon Music Podcast",
            "Pingdom.com_bot_version_1.4",
            "Slackbot-LinkExpanding 1.0",
        ] {
            assert_eq!(app(agent), None, "{agent}");
        }
    }

    #[test]
    fn the_tables_are_in_small_letters() {
        let apps = APPS.iter().map(|(part, _)| part);
        for part in PROGRAMS.iter().chain(apps) {
            assert_eq!(**part, part.to_ascii_lowercase());
        }
    }
}
