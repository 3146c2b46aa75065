#include "core/one_thread.hpp"

namespace halong::core {
namespace {

thread_local bool is_one = false;

}  // namespace

OneThread::OneThread() : before_(is_one) { is_one = true; }

OneThread::~OneThread() { is_one = before_; }

bool OneThread::is_on() { return is_one; }

}  // namespace halong::core
