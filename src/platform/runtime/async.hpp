#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace swarm::runtime {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;

// What a coroutine of ours returns. It runs on one Loop from start to end, so what it touches between two co_awaits
// needs no lock against other coroutines of that Loop. Parameters by value; never a capturing lambda (CONVENTIONS 5.6).
template <class T>
using Async = asio::awaitable<T, Executor>;

inline constexpr asio::use_awaitable_t<Executor> use_async{};

}  // namespace swarm::runtime

namespace swarm {
using runtime::Async;
}
