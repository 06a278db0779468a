// The target that owns the precompiled header also holds Boost.Asio's own code (BOOST_ASIO_SEPARATE_COMPILATION), once.
#include <boost/asio/impl/src.hpp>
