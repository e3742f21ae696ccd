"""Reading aloud: what to say and when (pure), how it is pronounced (pure), and the voice."""

from kiosk.speech.aloud import Aloud, Heard, heard, words_for
from kiosk.speech.pronounce import WORDS, pronounced
from kiosk.speech.voice import Voice, voice_of

__all__ = ["WORDS", "Aloud", "Heard", "Voice", "heard", "pronounced", "voice_of", "words_for"]
