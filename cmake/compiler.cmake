# Which compilers may build Swarmkeeper, and how.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  message(FATAL_ERROR
    "g++ ${CMAKE_CXX_COMPILER_VERSION} cannot build Swarmkeeper: g++ 12 destroys temporaries of co_await expressions twice "
    "(double free, use after free). Use clang 16 or newer: apt-get install clang-19 lld-19, then "
    "cmake --preset release (the presets name clang++-19).")
endif()
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
  message(FATAL_ERROR
    "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} cannot build Swarmkeeper: clang 16 or newer is needed "
    "(std::expected, sound coroutines). apt-get install clang-19 lld-19, then cmake --preset release.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON)  # TRY is a statement expression
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")  # invariants stay on; line tables make a crash readable

set(SWARM_SANITIZE "" CACHE STRING "Sanitizers for everything, for example address,undefined or thread")

add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Wthread-safety -Wno-missing-designated-field-initializers -Werror -fno-omit-frame-pointer)
add_compile_definitions(SWARM_VERSION="${PROJECT_VERSION}" BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_ALL_NO_LIB
                        BOOST_ASIO_DISABLE_VISIBILITY)
add_link_options(-fuse-ld=lld)
if(SWARM_SANITIZE)
  add_compile_options(-fsanitize=${SWARM_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SWARM_SANITIZE})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # The precompiled header is keyed by content, and objects are shared between checkouts.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp" -fpch-instantiate-templates)
endif()
