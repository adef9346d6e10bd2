"""The shop's word of the day: the same on all its devices, and nobody else can know it.

A sound or a green screen can be faked on another phone; the word of today cannot.
"""

import hashlib
import hmac
from datetime import date
from typing import Final

from language import Language

_BANGLA: Final = (
    "আম কাঁঠাল লিচু কলা পেঁপে আনারস জাম বেল তাল নারকেল ডাব পেয়ারা শাপলা গোলাপ জবা বেলি শিউলি কদম পদ্ম "
    "গাঁদা দোয়েল শালিক টিয়া ময়না বক হাঁস কোকিল চিল ইলিশ রুই কাতলা চিংড়ি পদ্মা মেঘনা যমুনা তিস্তা নদী "
    "পুকুর নৌকা সাঁকো মাঝি জাল ধান পাট চাল গম সরিষা মধু চা দুধ দই মিষ্টি চাঁদ তারা মেঘ বৃষ্টি রোদ কুয়াশা "
    "পাহাড় বন বাঘ হরিণ হাতি কচ্ছপ "
).split()
_ENGLISH: Final = (
    "mango jackfruit lychee banana papaya pineapple jamun bael palm coconut green-coconut guava "
    "water-lily rose hibiscus jasmine coral-jasmine kadam lotus marigold magpie starling parrot myna "
    "heron duck cuckoo kite hilsa rui katla prawn Padma Meghna Jamuna Teesta river pond boat bridge "
    "boatman net paddy jute rice wheat mustard honey tea milk yoghurt sweets moon star cloud rain "
    "sunshine fog hill forest tiger deer elephant turtle "
).split()


def word_of(word_key: str, day: date, language: Language) -> str:
    """One of sixty-four, drawn by HMAC-SHA256 from the shop's secret and the day in Dhaka; empty without a secret."""
    if not word_key:
        return ""
    drawn = hmac.digest(word_key.encode(), day.isoformat().encode(), hashlib.sha256)
    words = _BANGLA if language == "bn" else _ENGLISH
    return words[drawn[0] % len(words)].replace("-", " ")
