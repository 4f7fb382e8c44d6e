"""Certificates of made-up customers: identity cards of persons, credit codes of everybody else, check digits right.

No two customers share one. Persons run every third shop under their own identity card.
Source: GB 11643-1999, GB 32100-2015.
"""

import numpy as np
import pyarrow as pa

from data_loaders.codes.customers import CertType
from demo.arrays import texts
from demo.world import Population

FIRST_BIRTHDAY, BIRTHDAYS = np.datetime64("1948-01-01"), 18_000
CARD_WEIGHTS = np.array([pow(2, 17 - place, 11) for place in range(17)])
CARD_SIGNS = np.array(list("10X98765432"))
CREDIT_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
CREDIT_SIGNS = np.array(list("0123456789ABCDEFGHJKLMNPQRTUWXY"))
SHOPS_OF_PERSONS = 3


def certificates(world: Population) -> dict[str, pa.Array]:
    """Return the columns of the customer archive that hold certificates."""
    naming, running = world.by_profile("naming"), world["running"]
    is_person = (naming == "person") | ((naming == "shop") & (running % SHOPS_OF_PERSONS == 0))
    station = np.char.zfill(world.by_station([item.number for item in world.stations]).astype(str), 2)
    return {
        "cert_type": texts(np.where(is_person, CertType.IDENTITY_CARD, CertType.CREDIT_CODE)),
        "cert_no": texts(np.where(is_person, _cards(station, running), "")),
        "credit_code": texts(np.where(is_person, "", _credit_codes(station, running))),
    }


def _cards(station: np.ndarray, running: np.ndarray) -> np.ndarray:
    birthdays = np.datetime_as_string(FIRST_BIRTHDAY + running % BIRTHDAYS)
    order = np.char.zfill((running // BIRTHDAYS).astype(str), 3)
    body = _joined("3304", station, np.char.replace(birthdays, "-", ""), order)
    return np.char.add(body, CARD_SIGNS[_digits(body) @ CARD_WEIGHTS % 11])


def _credit_codes(station: np.ndarray, running: np.ndarray) -> np.ndarray:
    body = _joined("913304", station, np.char.zfill((running * 7).astype(str), 9))
    return np.char.add(body, CREDIT_SIGNS[-(_digits(body) @ CREDIT_WEIGHTS) % 31])


def _digits(texts_of_digits: np.ndarray) -> np.ndarray:
    """Return the digits of texts of one length as [text, place]."""
    signs = texts_of_digits.astype("U17").view(np.uint32).reshape(len(texts_of_digits), 17)
    return signs.astype(np.int64) - ord("0")


def _joined(*parts: str | np.ndarray) -> np.ndarray:
    found = parts[0]
    for part in parts[1:]:
        found = np.char.add(found, part)
    return np.asarray(found)
