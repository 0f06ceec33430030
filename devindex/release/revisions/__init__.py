"""What changes from one release to the next: read, verify, diff, correct."""



from devindex.release.revisions.read import Published, open_release

from devindex.release.revisions.verification import Verified, verify

__all__ = [

    "Published",


    "Verified",


    "open_release",

    "verify",
]
